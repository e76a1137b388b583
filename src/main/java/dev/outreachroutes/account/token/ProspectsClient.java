package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.answer.ProspectPage;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Asks Outreach what it holds of many prospects by one request, {@code GET /api/v2/prospects} with {@code filter[id]} and {@code
 * fields[prospect]}. See <a href="https://developers.outreach.io/api/making-requests/">Outreach's page on requests</a>.
 */
public final class ProspectsClient {

    /** The most that Outreach lists on one page. */
    public static final int LARGEST_PAGE = 1_000;

    /** So many prospects with some long texts each. */
    private static final int LONGEST_BODY = 16 * 1_024 * 1_024;

    /** What is no better when it is asked again. What a proxy or a gateway may answer in passing is not among them. */
    private static final Set<Integer> REFUSALS = Set.of(400, 404, 422);

    /** What may be one of a proxy's, a governance rule's for one of the prospects, or for good: then it names the scope. */
    private static final int FORBIDDEN = 403;

    private static final Pattern SCOPE = Pattern.compile("scope", Pattern.CASE_INSENSITIVE);

    private final ApiClient api;

    public ProspectsClient(OutreachProperties properties, ClientHttpRequestFactory requests, InstantSource clock) {
        this.api = new ApiClient(properties, requests, LONGEST_BODY, clock);
    }

    /**
     * Asks for attributes of prospects. Never throws for what the endpoint or the network does.
     *
     * @param ids at most {@value #LARGEST_PAGE}
     */
    public ProspectsAnswer prospects(Collection<Long> ids, Collection<String> attributes, String accessToken) {
        ApiClient.Answer answer = api.get(path(ids, attributes), accessToken);
        if (answer.body().isPresent()) {
            return ProspectPage.read(answer.body().get())
                    .<ProspectsAnswer>map(page -> new ProspectsAnswer.Told(page, answer.rateLimit()))
                    .orElseGet(() -> new ProspectsAnswer.Unknown(
                            answer.status(), "the answer is no list of prospects", answer.rateLimit(), null));
        }
        int status = answer.status();
        if (status == FORBIDDEN && SCOPE.matcher(answer.reason()).find()) {
            return new ProspectsAnswer.Refused(
                    answer.reason().replaceFirst("\\.$", "")
                            + ". Allow the scope prospects.read to the application in Outreach and to OUTREACH_SCOPES, and connect the"
                            + " account again",
                    answer.rateLimit());
        }
        return REFUSALS.contains(status)
                ? new ProspectsAnswer.Refused(answer.reason(), answer.rateLimit())
                : new ProspectsAnswer.Unknown(status, answer.reason(), answer.rateLimit(), answer.retryAfter());
    }

    /** How many characters of the request's path do not name prospects. */
    public static int lengthWithoutIds(Collection<String> attributes) {
        return path(Set.of(), attributes).length();
    }

    private static String path(Collection<Long> ids, Collection<String> attributes) {
        return "/prospects?filter%5Bid%5D="
                + ids.stream().map(String::valueOf).collect(Collectors.joining(","))
                + "&fields%5Bprospect%5D=" + String.join(",", new TreeSet<>(attributes))
                + "&page%5Bsize%5D=" + Math.max(1, ids.size()) + "&count=false";
    }
}
