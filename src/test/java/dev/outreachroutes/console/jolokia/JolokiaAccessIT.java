package dev.outreachroutes.console.jolokia;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.Role;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each role may do through Jolokia, by both of its addresses. Without a login it answers nothing. */
class JolokiaAccessIT {

    private static final List<String> PLACES = List.of("/actuator/jolokia", "/actuator/hawtio/jolokia");
    private static final String DESTINATION = "dev.outreachroutes:type=Destination,name=emea-sales";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Operations of other versions or of other kinds of endpoints, and near misses. */
    private static final Set<String> NOT_HERE =
            Set.of("addOrUpdateRoutesFromXml", "browseAllMessagesAsXml", "browseMessageBody", "Pause", "getAttribute");

    private static RuntimeFixture fixture;
    private static String origin;

    /** The names that the tables use. */
    private static Map<String, String> mbeans;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {}).with("spring.jmx.enabled", true);
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");
        String camel = "org.apache.camel:context=" + fixture.topic().name() + ",type=";
        mbeans = Map.of(
                "DESTINATION", DESTINATION,
                "CONTEXT", camel + "context,name=\"" + fixture.topic().name() + "\"",
                "ROUTE", camel + "routes,name=\"dead-letters.publish\"",
                "ROUTES", camel + "routes,*",
                "STEP", camel + "processors,name=\"publish\"",
                "PACE", camel + "processors,name=\"emea-sales.pace\"",
                "ENDPOINT", camel + "endpoints,name=\"direct://dead-letter\"",
                "INFLIGHT", camel + "services,name=DefaultInflightRepository",
                "PROPERTIES", camel + "services,name=PropertiesComponent",
                "RIGHTS", "hawtio:type=security,area=jmx,name=ByRole");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
    version | -                                   | -                               | -           | viewer
    list    | -                                   | -                               | -           | viewer
    search  | *:*                                 | -                               | -           | viewer
    config  | -                                   | -                               | -           | nobody

    # What operators look at
    read    | DESTINATION                         | -                               | -           | viewer
    read    | DESTINATION                         | Pending                         | -           | viewer
    read    | dev.outreachroutes:type=Configuration | Mistakes                      | -           | viewer
    read    | ROUTE                               | -                               | -           | viewer
    read    | ROUTES                              | ExchangesTotal                  | -           | viewer
    read    | java.lang:type=Memory               | HeapMemoryUsage                 | -           | viewer
    read    | java.lang:type=Runtime              | Uptime                          | -           | viewer
    exec    | CONTEXT                             | dumpRoutesAsXml()               | -           | viewer
    exec    | CONTEXT                             | dumpRoutesStatsAsXml            | true,true   | viewer
    exec    | ROUTE                               | dumpRouteAsXml()                | -           | viewer
    exec    | ROUTE                               | isUpdateRouteEnabled()          | -           | viewer
    exec    | ROUTE                               | dumpRouteStatsAsXml             | true,true   | viewer
    exec    | INFLIGHT                            | browse()                        | -           | viewer
    exec    | RIGHTS                              | canInvoke(java.lang.String)     | DESTINATION | viewer

    # What operators do
    exec    | DESTINATION                         | pause                           | a test      | operator
    exec    | DESTINATION                         | resume                          | -           | operator
    exec    | DESTINATION                         | compare                         | custom4     | operator
    exec    | DESTINATION                         | cancelResync                    | -           | operator
    exec    | DESTINATION                         | resync                          | custom4     | operator
    exec    | DESTINATION                         | replayDeadLetter                | 1           | operator
    exec    | DESTINATION                         | replayDeadLetters               | rejected    | operator
    exec    | DESTINATION                         | discardDeadLetter               | 1,a test    | operator
    exec    | DESTINATION                         | discardDeadLetters              | rejected,no | operator
    exec    | dev.outreachroutes:type=Configuration | check()                       | -           | operator
    exec    | dev.outreachroutes:type=Configuration | reload()                      | -           | operator
    exec    | dev.outreachroutes:type=Account,name=emea-ops | checkAccount()        | -           | operator
    exec    | ROUTE                               | suspend()                       | -           | operator
    exec    | ROUTE                               | resume()                        | -           | operator
    exec    | ROUTE                               | stop()                          | -           | operator
    exec    | ROUTE                               | start()                         | -           | operator
    exec    | ROUTE                               | stop(java.lang.Long,java.lang.Boolean) | 5,false | operator
    exec    | ROUTE                               | restart()                       | -           | operator

    # What admins do
    exec    | DESTINATION                         | forget                          | 1           | admin

    # Attributes are not for writing
    write   | DESTINATION                         | Pending                         | 0           | nobody
    write   | PACE                                | StatisticsEnabled               | false       | nobody
    write   | CONTEXT                             | Tracing                         | true        | nobody
    write   | java.lang:type=Memory               | Verbose                         | true        | nobody
    write   | java.lang:type=ClassLoading         | Verbose                         | true        | nobody

    # The command line and the system properties
    read    | java.lang:type=Runtime              | -                               | -           | nobody
    read    | java.lang:type=Runtime              | SystemProperties                | -           | nobody
    read    | java.lang:type=Runtime              | SystemProperties/java.home      | -           | nobody
    read    | java.lang:type=Runtime              | Uptime,SystemProperties         | -           | nobody
    read    | java.lang:type=Runtime              | InputArguments                  | -           | nobody
    read    | java.lang:type=Runtime              | ClassPath                       | -           | nobody
    read    | java.lang:*                         | SystemProperties                | -           | nobody
    read    | java.lang:type=*                    | -                               | -           | nobody
    read    | *:type=Runtime                      | InputArguments                  | -           | nobody

    # MBeans of neither ours nor Camel's
    read    | com.sun.management:type=HotSpotDiagnostic | DiagnosticOptions         | -           | nobody
    read    | JMImplementation:type=MBeanServerDelegate | MBeanServerId             | -           | nobody
    read    | java.util.logging:type=Logging      | LoggerNames                     | -           | nobody
    exec    | com.sun.management:type=DiagnosticCommand | vmSystemProperties        | -           | nobody
    exec    | com.sun.management:type=DiagnosticCommand | compilerDirectivesAdd     | /etc/passwd | nobody
    exec    | com.sun.management:type=DiagnosticCommand | jvmtiAgentLoad            | /tmp/a.so   | nobody
    exec    | com.sun.management:type=HotSpotDiagnostic | dumpHeap                  | /tmp/h.hprof,true | nobody
    exec    | com.sun.management:type=HotSpotDiagnostic | setVMOption               | HeapDumpPath,/tmp | nobody
    exec    | java.util.logging:type=Logging      | setLoggerLevel                  | x,ALL       | nobody
    exec    | java.lang:type=Memory               | gc                              | -           | nobody
    exec    | java.lang:type=Threading            | dumpAllThreads(boolean,boolean) | true,true   | nobody
    exec    | jdk.management.jfr:type=FlightRecorder | newRecording                 | -           | nobody
    exec    | javax.management.loading:type=MLet  | getMBeansFromURL(java.lang.String) | http://localhost:1/m | nobody
    exec    | hawtio:type=security,name=RBACRegistry | list()                       | -           | nobody
    exec    | hawtio:type=QuartzFacade            | updateCronTrigger               | -           | nobody
    exec    | jolokia:type=Config                 | setHistoryEntriesForAttribute   | -           | nobody

    # Camel: what sends, makes, reveals or ends something
    exec    | CONTEXT                             | sendBody                        | direct:dead-letter,x | nobody
    exec    | CONTEXT                             | sendStringBody                  | direct:dead-letter,x | nobody
    exec    | CONTEXT                             | sendBodyAndHeaders              | direct:dead-letter,x,- | nobody
    exec    | CONTEXT                             | requestBody                     | direct:dead-letter,x | nobody
    exec    | CONTEXT                             | createEndpoint                  | file:/etc   | nobody
    exec    | CONTEXT                             | canSendToEndpoint               | file:/etc   | nobody
    exec    | CONTEXT                             | removeEndpoints                 | *           | nobody
    exec    | CONTEXT                             | addOrUpdateRoutesFromXml        | <routes/>   | nobody
    exec    | CONTEXT                             | stop()                          | -           | nobody
    exec    | CONTEXT                             | suspend()                       | -           | nobody
    exec    | CONTEXT                             | restart()                       | -           | nobody
    exec    | CONTEXT                             | setTracing                      | true        | nobody
    exec    | CONTEXT                             | setGlobalOption                 | CamelLogDebugBodyMaxChars,9 | nobody
    exec    | CONTEXT                             | dumpRoutesAsXml(boolean)        | true        | nobody
    exec    | CONTEXT                             | dumpRoutesAsYaml(boolean)       | true        | nobody
    exec    | ROUTE                               | dumpRouteAsXml(boolean)         | true        | nobody
    exec    | ROUTE                               | updateRouteFromXml              | <route/>    | nobody
    exec    | ROUTE                               | remove()                        | -           | nobody
    exec    | ROUTE                               | stopAndFail()                   | -           | nobody
    exec    | ROUTE                               | setTracing                      | true        | nobody
    exec    | ROUTES                              | stop()                          | -           | nobody
    exec    | ROUTES                              | dumpRouteAsXml()                | -           | nobody
    exec    | *:*                                 | stop()                          | -           | nobody
    exec    | STEP                                | disable()                       | -           | nobody
    exec    | STEP                                | stop()                          | -           | nobody
    exec    | PROPERTIES                          | reloadProperties                | x           | nobody
    exec    | ENDPOINT                            | browseAllMessagesAsXml          | true        | nobody
    exec    | ENDPOINT                            | browseMessageBody               | 0           | nobody
    exec    | DESTINATION                         | Pause                           | x           | nobody
    exec    | DESTINATION                         | getAttribute                    | Pending     | nobody
    """)
    void eachRoleMayDoThis(String type, String mbean, String what, String with, String from) throws Exception {
        ObjectNode request = request(type, mbean, what, with);
        for (String place : PLACES) {
            assertThat(post(null, place, request).statusCode()).isEqualTo(401);
            for (Role role : Role.values()) {
                HttpResponse<String> answer = post(role, place, request);
                assertThat(verdict(answer))
                        .as("%s by %s at %s: %s", request, role, place, answer.body())
                        .isEqualTo(expected(role, from));
            }
        }
    }

    /** The same requests that only read, by their addresses; what does more is refused before Jolokia sees it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    /version                                                    | viewer
    /list                                                       | viewer
    /list/java.lang                                             | viewer
    /search/dev.outreachroutes:*                                | viewer
    /read/dev.outreachroutes:type=Destination,name=emea-sales   | viewer
    /read/java.lang:type=Runtime/Uptime                         | viewer
    /read/java.lang:type=Runtime/Uptime?maxDepth=0              | viewer
    /read/java.lang:type=Runtime/SystemProperties               | nobody
    /read/java.lang:type=Runtime/SystemPropertie%73             | nobody
    /read/java.lang:type=Runtime/SystemProperties/java.home     | nobody
    /read/java.lang:type=Runtime/SystemProperties/java.home/value?maxDepth=0 | nobody
    /read/java.lang:type=Runtime/Uptime,InputArguments          | nobody
    /read/java.lang:type=Runtime                                | nobody
    /read/java.lang:type=*/InputArguments                       | nobody
    /read/jmx@java.lang:type=Runtime/InputArguments             | nobody
    /read/com.sun.management:type=HotSpotDiagnostic             | nobody
    /write/java.lang:type=Memory/Verbose/true                   | nobody
    /exec/java.lang:type=Memory/gc                              | nobody
    /%65xec/java.lang:type=Memory/gc                            | nobody
    /EXEC/java.lang:type=Memory/gc                              | nobody
    /exec/dev.outreachroutes:type=Destination,name=emea-sales/resume | nobody
    ?p=exec/java.lang:type=Memory/gc                            | nobody
    /?p=read/java.lang:type=Runtime/InputArguments              | nobody
    ?p=read/java.lang:type=Runtime/Uptime                       | nobody
    /notification/register                                      | nobody
    /config                                                     | nobody
    """)
    void aLinkOnlyReads(String path, String from) throws Exception {
        for (String place : PLACES) {
            assertThat(get(null, place + path).statusCode()).isEqualTo(401);
            for (Role role : Role.values()) {
                HttpResponse<String> answer = get(role, place + path);
                assertThat(verdict(answer))
                        .as("%s by %s at %s: %s", path, role, place, answer.body())
                        .isEqualTo(expected(role, from));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'EXEC', 'mbean': 'java.lang:type=Memory', 'operation': 'gc'}",
                "{'type': 'exec', 'mbean': 'jmx@java.lang:type=Memory', 'operation': 'gc'}",
                "{'type': 'exec', 'mbean': 'java.lang:type=Memory', 'operation': ' gc '}",
                "{'type': 'read', 'type': 'exec', 'mbean': 'java.lang:type=Memory', 'operation': 'gc'}",
                "{'type': 'read', 'mbean': 'java.lang:type=Runtime', 'attribute': ['Uptime', 'InputArguments']}",
                "{'type': 'read', 'mbean': 'java.lang:type=Runtime', 'attribute': null}",
                "{'type': 'read', 'mbean': 'java.lang:type=Runtime', 'attribute': []}",
                "{'type': 'read', 'mbean': 'java.lang:type=Runtime', 'attribute': 'SystemProperties', 'path': 'java.home'}",
                "{'type': 'read', 'mbean': 'java.lang:type=Runtime', 'attribute': 'SystemProperties',"
                        + " 'config': {'ignoreErrors': true, 'maxDepth': 0, 'canonicalNaming': true}}",
                "{'type': 'version', 'target': {'url': 'service:jmx:rmi:///jndi/rmi://localhost:1/jmxrmi'}}",
                "{'type': 'read', 'mbean': 'java.lang:type=Runtime', 'attribute': 'Uptime',"
                        + " 'target': {'url': 'service:jmx:rmi:///jndi/ldap://localhost:1/x', 'user': 'a', 'password': 'b'}}",
                "{'type': 'notification', 'command': 'register'}",
                "{'type': 'notification', 'command': 'add', 'client': 'x', 'mode': 'pull', 'mbean': 'java.lang:type=Memory'}",
                "{'type': 'notification', 'command': 'open', 'client': 'x', 'mode': 'sse'}",
                "{'type': 'config'}",
            })
    void theAdminIsRefusedToo(String body) throws Exception {
        for (String place : PLACES) {
            HttpResponse<String> answer = post(Role.ADMIN, place, body.replace('\'', '"'));
            assertThat(answer.body()).doesNotContain(System.getProperty("java.home"));
            assertThat(verdict(answer)).as(answer.body()).isEqualTo("refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachRequestOfAListOfRequestsIsJudgedByItself(Role role) throws Exception {
        ArrayNode requests = JSON.createArrayNode()
                .add(request("read", "DESTINATION", "Pending", null))
                .add(request("exec", "java.lang:type=Memory", "gc", null))
                .add(request("read", "java.lang:type=Runtime", "InputArguments", null))
                .add(request("exec", "DESTINATION", "resume", null));
        for (String place : PLACES) {
            assertThat(json(post(role, place, requests)).findValuesAsText("status"))
                    .containsExactly("200", "403", "403", role == Role.VIEWER ? "403" : "200");
        }
    }

    /** As Hawtio asks, which gets all the attributes that may be read, and a word in the place of each other one. */
    @Test
    void allAttributesAtOnceLeaveOutWhatIsForNobody() throws Exception {
        JsonNode runtime = json(get(Role.ADMIN, "/actuator/jolokia/read/java.lang:type=Runtime?ignoreErrors=true"))
                .path("value");
        assertThat(runtime.path("Uptime").asLong()).isPositive();
        assertThat(runtime.path("SystemProperties").toString()).contains("is forbidden");
        assertThat(runtime.path("InputArguments").toString()).contains("is forbidden");

        String everything =
                get(Role.ADMIN, "/actuator/jolokia/read/*:*?ignoreErrors=true").body();
        assertThat(everything).contains("ExchangesTotal").doesNotContain(System.getProperty("java.home"));
    }

    @Test
    void otherMBeansAreNeitherListedNorFound() throws Exception {
        JsonNode listed = json(get(Role.ADMIN, "/actuator/jolokia/list")).path("value");
        assertThat(listed.fieldNames())
                .toIterable()
                .allMatch(domain -> domain.startsWith("kafka.")
                        || List.of("dev.outreachroutes", "hawtio", "java.lang", "java.nio", "org.apache.camel")
                                .contains(domain));
        assertThat(listed.has("dev.outreachroutes")).isTrue();

        JsonNode found = json(get(Role.ADMIN, "/actuator/jolokia/search/com.sun.management:*"));
        assertThat(found.path("value")).isEmpty();
    }

    @Test
    void theVersionTellsNoMoreThanTheSettingsOfJolokia() throws Exception {
        JsonNode version = json(get(Role.VIEWER, "/actuator/jolokia/version")).path("value");
        assertThat(version.path("config").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "agentId",
                        "allowErrorDetails",
                        "dateFormat",
                        "disableDetectors",
                        "enabledServices",
                        "includeStackTrace",
                        "maxCollectionSize",
                        "maxDepth",
                        "maxObjects");
        assertThat(version.path("details").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("agent_id", "agent_version", "secured", "url");
        assertThat(version.path("info").fieldNames()).toIterable().containsExactlyInAnyOrder("jmx", "gate");
    }

    @ParameterizedTest
    @CsvSource({
        "VIEWER, false, false, true",
        "OPERATOR, true, true, true",
        "ADMIN, true, true, true",
    })
    void hawtioShowsTheButtonsThatWork(Role role, boolean pauses, boolean stops, boolean dumps) throws Exception {
        String questions =
                ("{\"%s\": [\"pause(java.lang.String)\", \"explain(long)\"]," + " \"%s\": [\"stop()\", \"remove()\",")
                                .formatted(DESTINATION, escaped("ROUTE"))
                        + " \"dumpRouteAsXml()\", \"dumpRouteAsXml(boolean)\"], \"java.lang:type=Memory\": [\"gc()\"]}";
        JsonNode answers = json(post(
                        role,
                        "/actuator/jolokia",
                        "{\"type\": \"exec\", \"mbean\": \"%s\", \"operation\": \"canInvoke(java.util.Map)\", \"arguments\": [%s]}"
                                .formatted(mbeans.get("RIGHTS"), questions)))
                .path("value");
        assertThat(can(answers, DESTINATION, "pause(java.lang.String)")).isEqualTo(pauses);
        assertThat(can(answers, DESTINATION, "explain(long)")).isTrue();
        assertThat(can(answers, mbeans.get("ROUTE"), "stop()")).isEqualTo(stops);
        assertThat(can(answers, mbeans.get("ROUTE"), "dumpRouteAsXml()")).isEqualTo(dumps);
        assertThat(can(answers, mbeans.get("ROUTE"), "dumpRouteAsXml(boolean)")).isFalse();
        assertThat(can(answers, mbeans.get("ROUTE"), "remove()")).isFalse();
        assertThat(can(answers, "java.lang:type=Memory", "gc()")).isFalse();

        assertThat(anyOf(role, DESTINATION)).isTrue();
        assertThat(anyOf(role, mbeans.get("ROUTE"))).isTrue();
        assertThat(anyOf(role, "java.lang:type=Memory")).isFalse();
        assertThat(anyOf(role, "java.lang:type=ClassLoading")).isTrue();
    }

    @Test
    void aBodyIsNotReadWithoutEnd() throws Exception {
        String tooLong = " ".repeat(BodyLimit.MOST_BYTES + 1);
        for (String place : PLACES) {
            assertThat(post(Role.ADMIN, place, tooLong).statusCode()).isEqualTo(413);
            HttpRequest.Builder chunked = as(Role.ADMIN, place)
                    .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream("{}".getBytes())));
            assertThat(send(chunked).statusCode()).isEqualTo(411);
            assertThat(post(Role.ADMIN, place, "[".repeat(1_000_000)).statusCode())
                    .isIn(200, 400);
        }
    }

    @Test
    void oneBodyGetsOnlySoManyAnswers() throws Exception {
        for (String place : PLACES) {
            String lists = IntStream.range(0, 60)
                    .mapToObj(i -> "{\"type\": \"list\", \"path\": \"java.nio\"}")
                    .collect(joining(",", "[", "]"));
            assertThat(json(post(Role.VIEWER, place, lists)).findValuesAsText("status"))
                    .hasSize(60)
                    .areExactly(40, new org.assertj.core.api.Condition<>("200"::equals, "answered"));
        }
    }

    @Test
    void anotherHostIsNotReachedThroughTheConsole() throws Exception {
        int port = URI.create(fixture.sandbox().url()).getPort();
        HttpResponse<String> answer =
                get(Role.ADMIN, "/actuator/hawtio/proxy/http/localhost/" + port + "/sandbox/state");
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    private static boolean can(JsonNode answers, String mbean, String operation) {
        return answers.path(mbean).path(operation).path("CanInvoke").booleanValue();
    }

    private static boolean anyOf(Role role, String mbean) throws Exception {
        ObjectNode request = request("exec", "RIGHTS", "canInvoke(java.lang.String)", mbean);
        request.putArray("arguments").add(mbean);
        return json(post(role, "/actuator/jolokia", request)).path("value").booleanValue();
    }

    private static String escaped(String mbean) {
        return mbeans.get(mbean).replace("\"", "\\\"");
    }

    private static ObjectNode request(String type, String mbean, String what, String with) throws Exception {
        ObjectNode request = JSON.createObjectNode().put("type", type);
        String name = mbean == null ? null : mbeans.getOrDefault(mbean, mbean);
        if (name != null) {
            request.put("mbean", name);
        }
        if (type.equals("exec")) {
            assertItExists(name, what);
            request.put("operation", what);
            if (with != null) {
                ArrayNode arguments = request.putArray("arguments");
                Arrays.stream(with.split(","))
                        .map(argument -> mbeans.getOrDefault(argument, argument))
                        .forEach(arguments::add);
            }
        } else if (what != null) {
            String[] parts = what.split("/", 2);
            if (parts[0].contains(",")) {
                List.of(parts[0].split(",")).forEach(request.withArray("attribute")::add);
            } else {
                request.put("attribute", parts[0]);
            }
            if (parts.length == 2) {
                request.put("path", parts[1]);
            }
            if (with != null) {
                request.put("value", with);
            }
        }
        return request;
    }

    /** A refusal proves nothing when the row misspells the operation. */
    private static void assertItExists(String mbean, String operation) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName(mbean);
        String bare = operation.replaceAll("\\(.*", "");
        if (server.isRegistered(name) && !NOT_HERE.contains(bare)) {
            assertThat(server.getMBeanInfo(name).getOperations())
                    .as("operations of %s", mbean)
                    .anyMatch(info -> info.getName().equals(bare));
        }
    }

    private static String expected(Role role, String from) {
        return !from.equals("nobody") && role.compareTo(Role.valueOf(from.toUpperCase(Locale.ROOT))) >= 0
                ? "allowed"
                : "refused";
    }

    private static String verdict(HttpResponse<String> answer) throws IOException {
        int status = answer.statusCode() == 200
                ? JSON.readTree(answer.body()).path("status").asInt()
                : answer.statusCode();
        return switch (status) {
            case 200 -> "allowed";
            case 403 -> "refused";
            default -> "status " + status;
        };
    }

    private static HttpResponse<String> post(Role role, String place, JsonNode body) throws Exception {
        return post(role, place, body.toString());
    }

    private static HttpResponse<String> post(Role role, String place, String body) throws Exception {
        return send(as(role, place).POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(Role role, String path) throws Exception {
        return send(as(role, path));
    }

    private static HttpRequest.Builder as(Role role, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path));
        if (role != null) {
            String login = role.name().toLowerCase(Locale.ROOT) + ":" + RuntimeFixture.PASSWORD;
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
