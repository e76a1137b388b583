package dev.outreachroutes.account.check;

import dev.outreachroutes.account.token.AuthoriserAnswer;
import dev.outreachroutes.account.token.AuthoriserClient;
import dev.outreachroutes.account.token.FieldsAnswer;
import dev.outreachroutes.account.token.FieldsClient;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Asks Outreach once what an account's prospects have, for a command that ends then: one request, or two or three where it is refused. */
public final class AccountLook {

    /** That one look makes. */
    public static final int MOST_REQUESTS = 3;

    private final FieldsClient fields;
    private final AuthoriserClient authorisers;

    public AccountLook(OutreachProperties properties, ClientHttpRequestFactory requests, InstantSource clock) {
        fields = new FieldsClient(properties, requests, clock);
        authorisers = new AuthoriserClient(properties, requests, clock);
    }

    /**
     * What Outreach has told.
     *
     * @param fields empty when it tells none to this account
     * @param scopes of the grant; none when it has not told
     * @param problems what it does not tell, as sentences without a full stop
     * @param answered whether it answered at all
     */
    public record Seen(Optional<FieldCatalogue> fields, Set<String> scopes, List<String> problems, boolean answered) {}

    /**
     * Looks.
     *
     * @param scopes as known; none when they are to be asked for
     */
    public Seen look(String accessToken, Set<String> scopes) {
        List<String> problems = new ArrayList<>();
        FieldsAnswer answer = fields.types(accessToken);
        if (answer instanceof FieldsAnswer.NotHere notHere) {
            problems.add("Outreach does not tell the types of fields (" + notHere.reason()
                    + "), so only labels are compared");
            answer = fields.labels(accessToken);
            if (answer instanceof FieldsAnswer.NotHere labels) {
                problems.clear();
                problems.add("Outreach tells neither the types of fields (" + notHere.reason() + ") nor their labels ("
                        + labels.reason() + ")");
            }
        }
        if (answer instanceof FieldsAnswer.Unknown unknown) {
            return new Seen(Optional.empty(), scopes, List.of(unknown.reason()), false);
        }
        Set<String> granted = scopes;
        if (granted.isEmpty() && authorisers.ask(accessToken) instanceof AuthoriserAnswer.Known known) {
            granted = known.scopes();
        }
        return new Seen(
                answer instanceof FieldsAnswer.Known known ? Optional.of(known.fields()) : Optional.empty(),
                granted,
                problems,
                true);
    }
}
