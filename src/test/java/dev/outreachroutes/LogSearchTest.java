package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSearchTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.c2ln          | access token (JSON web token)
                    sent sandbox-refresh-Zk3                            | token, code, secret or password of the sandbox
                    sent sandbox-code-Zk3                               | token, code, secret or password of the sandbox
                    client sandbox-client, sandbox-secret               | token, code, secret or password of the sandbox
                    fresh: access-12                                    | token of the connection tests
                    {"refresh": "refresh-0"}                            | token of the connection tests
                    jdbc:postgresql://somebody:hidden@localhost/x       | secret of the connection tests
                    key MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=    | 32 bytes in base64, as keys are
                    is $2a$04$abcdefghijklmnopqrstuv123456789           | password hash
                    Authorization: Bearer abcdef01                      | Authorization: Bearer
                    "Authorization: Basic b3BlcmF0b3I6dGVzdA=="         | Authorization: Basic
                    grant_type=refresh_token&refresh_token=abc          | parameter with a secret
                    {access_token=abc, expires_in=7200}                 | parameter with a secret
                    {"client_secret": "abc"}                            | parameter with a secret
                    jdbc:postgresql://localhost/x?password=hidden       | parameter with a secret
                    SharedAccessKeyName=x;SharedAccessKey=a             | parameter with a secret
                    -----BEGIN PRIVATE KEY-----                         | private key
                    Password: a                                         | parameter with a secret
                    GET /oauth/callback?code=abc                        | parameter of the way back from Outreach
                    GET /oauth/callback?error=no&state=abc              | parameter of the way back from Outreach
                    Cookie: XSRF-TOKEN=1f                               | cookie
                    JSESSIONID=1F                                       | cookie
                    SessionId=01989770FA0514E31543924DAFF727A0          | session ID
                    as Ada.Lovelace+1@mail.example.com,                 | e-mail address
                    the value SECRETSECRET is none                      | data of a profile event
                    """)
    void aSecretIsFoundAndItsPlaceAndKindAreTold(String line, String kind) {
        assertThat(LogSearch.search("a.log", 1, List.of("nothing", line))).containsExactly("a.log:2: " + kind);
    }

    @Test
    void everyKindHasAnExample() throws NoSuchMethodException {
        String examples = LogSearchTest.class
                .getDeclaredMethod("aSecretIsFoundAndItsPlaceAndKindAreTold", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .textBlock();
        Stream<String> kinds = LogSearch.KINDS.stream().map(LogSearch.Kind::name);
        assertThat(kinds).allSatisfy(kind -> assertThat(examples).contains("| " + kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request with Bearer <token> failed, client_secret=<token>&x=1, {\"refresh_token\": \"<token>\"}",
                "WWW-Authenticate: Basic realm=\"Realm\", Bearer realm=\"Doorkeeper\"",
                "grant_type=refresh_token&scope=x",
                "Basic authentication is on",
                "sasl.jaas.config = [hidden], ssl.keystore.password = null, ssl.key.password = [hidden], SharedAccessKeyName=x",
                "CONSOLE_PASSWORD is not set; set OUTREACH_CLIENT_SECRET and DATABASE_PASSWORD",
                "password=null, Password=[PROTECTED], session=[null], password: , Bearer: none",
                "update connection set refresh_token = ?, access_token = ?",
                "dev.outreachroutes.Foo@1a2b3c, jdbc:postgresql://localhost:5432/test1?user=postgres",
                "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10"
            })
    void whatHoldsNoSecretIsNotFound(String line) {
        assertThat(LogSearch.search("a.log", 1, List.of(line))).isEmpty();
    }
}
