package dev.outreachroutes.console.api;

import dev.outreachroutes.mapping.Exclusion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Writes runs as RFC 4180 has it: a line of names, and a line for each run. Numbers and reasons only, so nothing has to be quoted. */
final class RunsAsCsv extends AbstractHttpMessageConverter<RunsApi.RunsView> {

    static final String TYPE = "text/csv";

    private static final String LINE_END = "\r\n";

    private static final Map<String, Function<RunsApi.RunView, Object>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("hour", RunsApi.RunView::hour);
        COLUMNS.put("received", RunsApi.RunView::received);
        COLUMNS.put("activated", RunsApi.RunView::activated);
        COLUMNS.put("excluded", RunsAsCsv::allExcluded);
        COLUMNS.put("failed", RunsApi.RunView::failed);
        COLUMNS.put("activation_rate", RunsAsCsv::rate);
        COLUMNS.put("unreadable", RunsApi.RunView::unreadable);
        COLUMNS.put("merged", RunsApi.RunView::merged);
        COLUMNS.put("unchanged", RunsApi.RunView::unchanged);
        COLUMNS.put("forgotten", RunsApi.RunView::forgotten);
        COLUMNS.put("delivered", RunsApi.RunView::delivered);
        COLUMNS.put("withheld", RunsApi.RunView::withheld);
        COLUMNS.put("requests", RunsApi.RunView::requests);
        COLUMNS.put("pending", run -> run.pending() == null ? "" : run.pending());
        Arrays.stream(Exclusion.Reason.values())
                .map(Exclusion.Reason::label)
                .forEach(reason -> COLUMNS.put("excluded_" + reason.replace('-', '_'), run -> run.excluded()
                        .getOrDefault(reason, 0L)));
    }

    RunsAsCsv() {
        super(StandardCharsets.UTF_8, MediaType.parseMediaType(TYPE));
    }

    private static long allExcluded(RunsApi.RunView run) {
        return run.excluded().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String rate(RunsApi.RunView run) {
        return run.activationRate() == null ? "" : String.format(Locale.ROOT, "%.4f", run.activationRate());
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == RunsApi.RunsView.class;
    }

    @Override
    public boolean canRead(Class<?> type, MediaType mediaType) {
        return false;
    }

    @Override
    protected RunsApi.RunsView readInternal(Class<? extends RunsApi.RunsView> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("Runs are only written", message);
    }

    @Override
    protected void writeInternal(RunsApi.RunsView runs, HttpOutputMessage message) throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS.keySet())).append(LINE_END);
        runs.items().forEach(run -> text.append(COLUMNS.values().stream()
                        .map(column -> Objects.toString(column.apply(run)))
                        .collect(Collectors.joining(",")))
                .append(LINE_END));
        message.getBody().write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
