package dev.outreachroutes.console.api;

import dev.outreachroutes.console.login.ApiPaths;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.core.StandardHost;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** What all of the API has in common, and its description at {@code /api/openapi.json}. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    private static final String BASIC = "password";
    private static final String PROBLEM = "Problem";

    private static final Map<String, String> PROBLEMS = new LinkedHashMap<>();

    static {
        PROBLEMS.put("400", "Something in the request cannot be; 'detail' says what");
        PROBLEMS.put("401", "A name and a password, or a session, is needed");
        PROBLEMS.put("403", "Another role is needed; 'detail' says which");
        PROBLEMS.put("404", "There is nothing of that name or number");
        PROBLEMS.put("405", "The path does not know that method");
        PROBLEMS.put("406", "No form of an answer is left that is accepted");
        PROBLEMS.put("409", "It cannot be read or changed as it is");
        PROBLEMS.put("411", "A body tells its length");
        PROBLEMS.put("413", "A body has at most 4 MB");
        PROBLEMS.put("415", "A body is JSON");
        PROBLEMS.put("429", "Too many wrong passwords; 'Retry-After' says when to try again");
        PROBLEMS.put("503", "The database does not answer, or not in time; 'Retry-After' says when to try again");
    }

    @Bean
    ApiProblems apiProblems() {
        return new ApiProblems();
    }

    @Bean
    RunsAsCsv runsAsCsv() {
        return new RunsAsCsv();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadableRequests() {
        return factory -> factory.addContextCustomizers(context ->
                ((StandardHost) context.getParent()).setErrorReportValveClass(UnreadableRequests.class.getName()));
    }

    /** What the firewall of Spring Security takes for an attempt to get past the rules on paths. */
    @Bean
    RequestRejectedHandler refusedPaths() {
        RequestRejectedHandler others = new HttpStatusRequestRejectedHandler();
        return (request, response, refusal) -> {
            if (ApiPaths.isApi(request)) {
                ApiPaths.answer(
                        response,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.BAD_REQUEST,
                                "The path or a header has characters that are not taken, such as two slashes in a row."));
            } else {
                others.handle(request, response, refusal);
            }
        };
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("outreach-routes")
                        .version("1")
                        .description(
                                "How Outreach prospects are kept in step with segments. Roles are those of the console: a viewer reads"
                                        + " what is no profile data, an operator also sees values, pauses, resumes and replays, an admin"
                                        + " may do everything. Errors are problems of RFC 9457."))
                .components(new Components()
                        .addSecuritySchemes(
                                BASIC,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("basic"))
                        .addSchemas(PROBLEM, problem()))
                .addSecurityItem(new SecurityRequirement().addList(BASIC));
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("RFC 9457")
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema().description("What is wrong, and what to do"))
                .addProperty("instance", new StringSchema());
    }

    @Bean
    OpenApiCustomizer problemsOfEveryOperation() {
        return description -> description.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> PROBLEMS.forEach((status, why) -> operation
                        .getResponses()
                        .putIfAbsent(
                                status,
                                new ApiResponse()
                                        .description(why)
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType()
                                                                .schema(new Schema<>()
                                                                        .$ref("#/components/schemas/" + PROBLEM)))))));
    }
}
