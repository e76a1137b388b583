package dev.outreachroutes.console.login.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.AccessRefused;
import dev.outreachroutes.console.login.Person;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The first start without any user, and what follows. */
@ExtendWith(OutputCaptureExtension.class)
class OneTimePasswordIT {

    private static final String CHOSEN = "correct horse battery staple";
    private static final String LOGIN = "form[action=/login]";
    private static final String CHOOSE = "form[action=/password]";

    private final RuntimeFixture fixture =
            RuntimeFixture.create(sandbox -> {}).without("CONSOLE_PASSWORD").without("console.users.");
    private String origin;

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whoHasTheOneTimePasswordChoosesAnotherAndNothingElse(CapturedOutput output) throws Exception {
        start();
        String oneTime = StoredUsersIT.password(output);

        assertThat(basic("/actuator/prometheus", oneTime).statusCode()).isEqualTo(403);
        assertThat(basic("/actuator/prometheus", oneTime).body()).isEqualTo(AccessRefused.CHOOSE_FIRST + "\n");

        Person person = new Person(origin);
        person.open("/accounts/emea-ops");
        person.fill(LOGIN, "username", "admin", "password", oneTime);
        assertThat(person.address()).isEqualTo(origin + "/password");
        assertThat(person.page().select("nav a")).isEmpty();
        person.open("/");
        assertThat(person.address()).isEqualTo(origin + "/password");

        assertThat(refused(person, CHOSEN, "something else")).isEqualTo("The two are not the same.");
        assertThat(refused(person, "too short", "too short")).isEqualTo("It has fewer than 12 characters.");
        assertThat(refused(person, "ä".repeat(37), "ä".repeat(37))).isEqualTo("It is longer than 72 bytes.");
        assertThat(refused(person, oneTime, oneTime)).isEqualTo("That is the one-time password. Choose another.");

        fixture.database().jdbc().execute("alter table console_user rename to away");
        assertThat(refused(person, CHOSEN, CHOSEN)).isEqualTo("The database does not answer. Try again in a moment.");
        Person other = Person.signedIn(origin, "admin", oneTime);
        assertThat(other.page().select(".message").text())
                .isEqualTo("The database, which has the password, does not answer. Try again in a moment.");
        assertThat(basic("/actuator/prometheus", oneTime).statusCode()).isEqualTo(503);
        fixture.database().jdbc().execute("alter table away rename to console_user");

        other = Person.signedIn(origin, "admin", oneTime);
        person.fill(CHOOSE, "password", CHOSEN, "again", CHOSEN);
        assertThat(person.address()).isEqualTo(origin + "/");
        assertThat(person.page().select("nav a")).isNotEmpty();
        assertThat(refused(other, CHOSEN, CHOSEN))
                .isEqualTo("A password has been chosen already. Sign out, and in with it.");
        assertThat(basic("/actuator/prometheus", oneTime).statusCode()).isEqualTo(401);

        fixture.stop();
        start();
        assertThat(output).containsOnlyOnce("one-time password");
        assertThat(basic("/actuator/prometheus", CHOSEN).statusCode()).isEqualTo(200);
        assertThat(output).doesNotContain(CHOSEN);
    }

    private void start() {
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");
    }

    private static String refused(Person person, String password, String again) {
        person.fill(CHOOSE, "password", password, "again", again);
        return person.page().select(".message").text();
    }

    private HttpResponse<String> basic(String path, String password) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(origin + path))
                                .header("Authorization", "Basic " + credentials)
                                .build(),
                        BodyHandlers.ofString());
    }
}
