package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An Outreach in memory that answers over real HTTP: OAuth, the quota, prospects, and everything that can go wrong.
 *
 * <p>In a test: {@code try (OutreachSandbox sandbox = OutreachSandbox.start(settings -> settings.quota(5, ofHours(1))))}.
 * Alone: the main class, with {@link Knobs} as arguments; {@code --help} lists them. What can be done in-process can
 * be done over HTTP under {@code /sandbox}.
 */
public final class OutreachSandbox implements AutoCloseable {

    private final SandboxSettings settings;
    private final Users users = new Users();
    private final Grants grants;
    private final RateWindows windows;
    private final Faults faults;
    private final RequestLog log;
    private final ProspectStore prospects;
    private final BatchStore batches;
    private final HttpServer server;
    private final String url;
    private final Router router;

    private OutreachSandbox(SandboxSettings settings) {
        this.settings = settings;
        this.grants = new Grants(settings);
        this.windows = new RateWindows(settings);
        this.faults = new Faults(settings);
        this.log = new RequestLog(settings);
        AttributeCatalogue catalogue = new AttributeCatalogue();
        this.prospects = new ProspectStore(settings, catalogue);
        AttributeRules rules = new AttributeRules(settings, catalogue);
        this.batches = new BatchStore(settings, prospects, rules, faults, log);
        this.server = new HttpServer(settings.get(Knobs.HOST), settings.get(Knobs.PORT), this::connection);
        this.url = "http://localhost:" + server.port();
        this.router = router(catalogue, rules);
        seed();
        server.open();
    }

    private Router router(AttributeCatalogue catalogue, AttributeRules rules) {
        ProspectDocument document = new ProspectDocument(url, catalogue);
        ProspectFilter filter = new ProspectFilter(prospects);
        Paging prospectPages = new Paging(settings, url, "ProspectsController");
        ApiEndpoint api = new ApiEndpoint(
                settings,
                grants,
                windows,
                faults,
                new OrgEndpoint(url, settings, users),
                new ProspectEndpoint(settings, prospects, rules, document),
                new ProspectList(settings, prospects, filter, prospectPages, document),
                new BatchEndpoint(settings, url, batches, prospects, filter));
        return new Router(
                api,
                new TokenEndpoint(settings, grants),
                new AuthorizePage(settings, grants, users),
                new ControlEndpoint(this),
                faults);
    }

    private Connection connection() {
        return new Connection(settings.clock(), router, log, batches);
    }

    private void seed() {
        IdRange range = settings.get(Knobs.PROSPECTS);
        addProspects(range.first(), range.last());
        for (String entry : settings.get(Knobs.REFRESH_TOKEN).split(",")) {
            int colon = entry.lastIndexOf(':');
            if (!entry.isBlank()) {
                long user = colon < 0 ? 1 : Long.parseLong(entry.substring(colon + 1));
                grants.keep(colon < 0 ? entry : entry.substring(0, colon), grant(user, settings.get(Knobs.SCOPES)));
            }
        }
    }

    private Grants.Grant grant(long user, String scopes) {
        users.email(user);
        return new Grants.Grant(user, Grants.scopes(scopes));
    }

    /** Starts on a free port with every knob as it is at first. */
    public static OutreachSandbox start() {
        return start(settings -> {});
    }

    /** Starts on a free port, unless the settings name one. */
    public static OutreachSandbox start(Consumer<SandboxSettings> turn) {
        SandboxSettings settings = new SandboxSettings().port(0);
        turn.accept(settings);
        return new OutreachSandbox(settings);
    }

    /** Runs until the process is stopped. */
    public static void main(String[] arguments) throws InterruptedException {
        SandboxSettings settings = new SandboxSettings();
        if (List.of(arguments).contains("--help")) {
            System.out.print(SandboxSettings.help());
            return;
        }
        try {
            settings.withArguments(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n--help lists the knobs");
            System.exit(2);
        }
        try (OutreachSandbox sandbox = new OutreachSandbox(settings)) {
            System.out.println("Sandbox Outreach on " + sandbox.url());
            sandbox.server.awaitClose();
        }
    }

    /** Where it listens, as in {@code OUTREACH_API_URL}: no slash at the end. */
    public String url() {
        return url;
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** The knobs, to turn while it runs. */
    public SandboxSettings settings() {
        batches.catchUp();
        return settings;
    }

    /** A refresh token of user 1 with all scopes, as if a person had authorised the application just now. */
    public String issueRefreshToken() {
        return issueRefreshToken(1);
    }

    /** A refresh token of this user with all scopes. Every user has a quota of their own. */
    public String issueRefreshToken(long user) {
        return issueRefreshToken(user, settings.get(Knobs.SCOPES));
    }

    /** A refresh token of this user with these scopes, separated by spaces. */
    public String issueRefreshToken(long user, String scopes) {
        return grants.issueRefreshToken(grant(user, scopes));
    }

    /** An access token of this user with all scopes; the token throttle does not see it. */
    public String issueAccessToken(long user) {
        return issueAccessToken(user, settings.get(Knobs.SCOPES));
    }

    /** An access token of this user with these scopes, separated by spaces. */
    public String issueAccessToken(long user, String scopes) {
        return grants.issueAccessToken(grant(user, scopes));
    }

    /** Takes back all that the user has granted: none of their tokens is good any more. */
    public void revoke(long user) {
        grants.revoke(user);
    }

    /** Ends the life of the user's access tokens; their refresh tokens stay good. */
    public void expireAccessTokens(long user) {
        grants.expireAccessTokens(user);
    }

    /** Access tokens issued so far, to whomever. */
    public long tokensIssued() {
        return grants.minted();
    }

    /** Uses up quota as another client of the same user would. */
    public void spendQuota(long user, int requests) {
        windows.spend(user, requests);
    }

    /** The windows in which users asked anything, by user and time. */
    public List<Window> windows() {
        return windows.windows();
    }

    /**
     * The attributes of a prospect, each as String, Integer, Double, Boolean, List or null.
     *
     * @throws IllegalArgumentException when there is no such prospect
     */
    public Map<String, Object> prospect(long id) {
        batches.catchUp();
        if (!prospects.exists(id)) {
            throw new IllegalArgumentException("no prospect " + id);
        }
        return prospects.attributes(id);
    }

    /** Whether a request for this prospect would find it. */
    public boolean exists(long id) {
        return prospects.exists(id);
    }

    /** How many prospects were added or, if they exist without that, asked for. */
    public int prospectCount() {
        return prospects.size();
    }

    /** Adds a prospect, or sets attributes of one that is there; {@code updatedAt} stays as it is. */
    public void addProspect(long id, Map<String, ?> attributes) {
        batches.catchUp();
        prospects.add(id, attributes);
    }

    /** Adds prospects without attributes; both ids are included. */
    public void addProspects(long first, long last) {
        batches.catchUp();
        for (long id = first; id <= last; id++) {
            prospects.add(id, Map.of());
        }
    }

    /** Deletes a prospect: requests for it find nothing from now on. */
    public void deleteProspect(long id) {
        batches.catchUp();
        prospects.delete(id);
    }

    /** What happens to the next API requests with a good token, whichever they are; then all is normal again. */
    public void nextAnswers(Fault... answers) {
        faults.next(List.of(answers));
    }

    /** What happens to the next requests for this prospect; then all is normal again. */
    public void answer(long prospectId, Fault... answers) {
        faults.next(prospectId, List.of(answers));
    }

    /**
     * What happens to every request for this prospect once its scripted answers are used up. Where that is an error's status, the prospect's
     * items of batches fail as well.
     */
    public void answerAlways(long prospectId, Fault answer) {
        batches.catchUp();
        faults.always(prospectId, answer);
    }

    /** What happens to the next requests for tokens. */
    public void nextTokenAnswers(Fault... answers) {
        faults.nextTokens(List.of(answers));
    }

    /** What becomes of the next batches; then all is normal again. */
    public void nextBatch(BatchScript... scripts) {
        faults.nextBatches(List.of(scripts));
    }

    /** The batches as they stand, oldest first; as many as the knob {@code batches-kept} keeps. */
    public List<SandboxBatch> batches() {
        batches.catchUp();
        return batches.seen();
    }

    /** How many batches were created, kept or not. */
    public long batchCount() {
        return batches.count();
    }

    /** How many kept batches there are by the word for their state. */
    public Map<String, Integer> batchStates() {
        batches.catchUp();
        return batches.states();
    }

    /** How many batches named neither ids nor a filter, and so were for all prospects. */
    public long batchesToAll() {
        return batches.toAll();
    }

    /** Answers every API request with 503 for so long, by the sandbox's clock. */
    public void maintenance(Duration duration) {
        faults.maintenanceUntil(settings.clock().instant().plus(duration));
    }

    /** Forgets the scripted answers and ends a maintenance; rates are knobs and stay. */
    public void clearFaults() {
        batches.catchUp();
        faults.clear();
    }

    /** What it was asked. */
    public RequestLog log() {
        return log;
    }

    /** Closes all connections and frees the port. */
    @Override
    public void close() {
        server.close();
    }
}
