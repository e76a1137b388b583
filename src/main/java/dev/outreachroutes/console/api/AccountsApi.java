package dev.outreachroutes.console.api;

import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.monitor.AccountMBean;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.monitor.ManagedDestination;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.quota.BudgetStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts: how each is connected, what is left of its quota, and what its check found. */
@RestController
@RequestMapping(path = "/api/v1/accounts", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Accounts")
class AccountsApi {

    private static final Duration HOURS_SHOWN = Duration.ofDays(7);
    private static final Duration DAYS_SHOWN = Duration.ofDays(90);

    private final Accounts accounts;
    private final ManagedDestinations destinations;
    private final BacklogReader backlogs;
    private final Runs runs;
    private final Audit audit;
    private final InstantSource clock;

    AccountsApi(
            Accounts accounts,
            ManagedDestinations destinations,
            BacklogReader backlogs,
            Runs runs,
            Audit audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.destinations = destinations;
        this.backlogs = backlogs;
        this.runs = runs;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping
    @Operation(summary = "All accounts that destinations use, by name")
    Page<AccountView> all() {
        return Page.whole(accounts.all().stream().map(this::view).toList());
    }

    @GetMapping("/{account}")
    @Operation(summary = "How an account stands")
    AccountView one(@PathVariable String account) {
        return view(named(account));
    }

    @GetMapping("/{account}/usage")
    @Operation(
            summary =
                    "How many requests left in its name: in each hour of the last 7 days, and on each of the last 90 days",
            description =
                    "By hour those for prospects of its destinations; by day, of UTC, all of ours. What had none is left out.")
    UsageView usage(@PathVariable String account) {
        Account used = named(account);
        Instant now = clock.instant();
        SortedMap<Instant, Long> hours = new TreeMap<>();
        for (ManagedDestination destination : destinations.of(used)) {
            runs.between(destination.name(), now.minus(HOURS_SHOWN), now, Runs.Bucket.HOUR)
                    .forEach(run -> hours.merge(run.hour(), run.requests(), Long::sum));
        }
        return new UsageView(
                hours.entrySet().stream()
                        .map(each -> new HourView(each.getKey(), each.getValue()))
                        .toList(),
                backlogs.requestsByDay(used, now.minus(DAYS_SHOWN)).entrySet().stream()
                        .map(each -> new DayView(each.getKey().toString(), each.getValue()))
                        .toList());
    }

    @PostMapping("/{account}/check")
    @Operation(
            summary =
                    "Asks Outreach now which fields prospects have, and checks the mappings against them; costs requests")
    DestinationsApi.Told check(@PathVariable String account, Principal person) {
        Account checked = named(account);
        audit.add(new Audit.Entry(person.getName(), "check", checked.name(), "account", ""));
        return new DestinationsApi.Told(accounts.shown(checked).checkAccount());
    }

    private Account named(String name) {
        return accounts.named(name)
                .orElseThrow(() -> new NoSuchElementException("No destination uses an account of that name"));
    }

    private AccountView view(Account account) {
        AccountMBean shown = accounts.shown(account);
        List<ManagedDestination> using = destinations.of(account);
        return new AccountView(
                account.name(),
                shown.getStatus(),
                shown.getProblem(),
                shown.getAuthorisedBy(),
                shown.getOrganisation(),
                shown.getScopes(),
                shown.getAuthorisedSince(),
                shown.getAccessTokenExpiresAt(),
                shown.getGrantExpiresAt(),
                account.quota().requests(),
                account.quota().period().toString(),
                using.isEmpty() ? null : using.get(0).getQuotaLeft(),
                using.isEmpty() ? "" : using.get(0).getQuotaRefillsAt(),
                using.isEmpty() ? "" : using.get(0).getAccountWaitsUntil(),
                using.isEmpty() ? "" : using.get(0).getAccountWaitsBecause(),
                using.isEmpty()
                        ? null
                        : using.get(0).budget().map(AccountsApi::view).orElse(null),
                using.stream().map(ManagedDestination::name).toList(),
                shown.getCheckedAt(),
                shown.getCheck());
    }

    private static BudgetView view(BudgetStatus budget) {
        LocalDate end = budget.lastsUntil();
        return new BudgetView(
                budget.requests(),
                budget.from().toString(),
                budget.until().toString(),
                budget.used(),
                budget.left(),
                budget.leftToday(),
                budget.low(),
                end == null ? "" : end.toString(),
                budget.forecast());
    }

    /** Requests of an account over time, the oldest first. */
    record UsageView(List<HourView> hours, List<DayView> days) {}

    /** Requests of an hour. */
    record HourView(@Schema(description = "When it began") Instant hour, long requests) {}

    /** Requests of a day. */
    record DayView(@Schema(description = "Of UTC") String day, long requests) {}

    /** How the budget of an account's plan stands. Days are those of UTC. */
    record BudgetView(
            @Schema(description = "Requests of the plan in its period") int requests,
            String from,
            @Schema(description = "The first day after the period") String until,
            @Schema(description = "By us and, as configured, elsewhere") long used,
            @Schema(description = "Without the reserve") long left,
            long leftToday,
            @Schema(description = "Whether 80 % are used") boolean low,
            @Schema(description = "The day on which nothing is left at this pace; empty when it lasts or is not known")
                    String lastsUntil,
            String forecast) {}

    /** An account. Times are ISO 8601 in UTC; a text is empty when there is nothing to say. */
    record AccountView(
            String name,
            String status,
            String problem,
            String authorisedBy,
            String organisation,
            String scopes,
            String authorisedSince,
            String accessTokenExpiresAt,
            String grantExpiresAt,
            @Schema(description = "Requests that Outreach grants in a period") int quota,
            @Schema(description = "ISO 8601, as PT1H") String quotaPeriod,
            @Schema(nullable = true) Integer quotaLeft,
            String quotaRefillsAt,
            String waitsUntil,
            String waitsBecause,
            @Schema(nullable = true, description = "How the plan's budget stands; null when none is configured")
                    BudgetView budget,
            List<String> destinations,
            String checkedAt,
            @Schema(description = "What the last check found, in lines") String check) {}
}
