package dev.outreachroutes.console.api;

import dev.outreachroutes.console.login.ApiPaths;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Answers by a problem what is so wrong that Tomcat asks nobody about it, such as an encoded slash in a path below {@code /api/}. Tomcat
 * makes one by its name.
 */
public final class UnreadableRequests extends ErrorReportValve {

    /** Says nothing of Tomcat either. */
    public UnreadableRequests() {
        setShowReport(false);
        setShowServerInfo(false);
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() != HttpStatus.BAD_REQUEST.value()
                || response.getContentWritten() > 0
                || !ApiPaths.isApi(request)) {
            super.report(request, response, failure);
            return;
        }
        try {
            ApiPaths.answer(
                    response,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.BAD_REQUEST,
                            "The request cannot be read: its path has an encoded slash, or what else no path has here."));
            response.finishResponse();
        } catch (IOException e) {
            container.getLogger().debug("Whoever asked did not wait for the answer", e);
        }
    }
}
