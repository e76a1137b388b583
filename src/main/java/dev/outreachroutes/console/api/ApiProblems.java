package dev.outreachroutes.console.api;

import dev.outreachroutes.backlog.ProspectFailedException;
import dev.outreachroutes.console.login.ApiPaths;
import dev.outreachroutes.monitor.DatabaseAwayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers whatever goes wrong below {@code /api/} by a problem of <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> that says
 * what is wrong and what to do. Pages for people have their own errors.
 */
final class ApiProblems implements HandlerExceptionResolver, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ApiProblems.class);
    private static final String RETRY_AFTER_SECONDS = "10";

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, Object handler, Exception failure) {
        if (!ApiPaths.isApi(request) || response.isCommitted()) {
            return null;
        }
        ProblemDetail problem = problem(failure, response);
        try {
            ApiPaths.answer(response, problem);
        } catch (IOException e) {
            LOG.debug("Whoever asked did not wait for the answer", e);
        }
        return new ModelAndView();
    }

    /** What cannot be done as things are is a conflict: somebody has to look, and ask again. */
    static <T> T orConflict(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalStateException e) {
            throw new ErrorResponseException(
                    HttpStatus.CONFLICT,
                    ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage() + "."),
                    e);
        }
    }

    private static ProblemDetail problem(Exception failure, HttpServletResponse response) {
        if (failure instanceof ErrorResponse known) {
            known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            return known.getBody();
        }
        if (failure instanceof MethodArgumentTypeMismatchException wrong) {
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.BAD_REQUEST,
                    "'" + wrong.getName() + "' has a value of another kind than is documented.");
        }
        if (failure instanceof HttpMessageNotReadableException) {
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.BAD_REQUEST, "The body is not JSON of the form that is documented.");
        }
        if (failure instanceof IllegalArgumentException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, failure.getMessage() + ".");
        }
        if (failure instanceof AccessDeniedException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, failure.getMessage() + ".");
        }
        if (failure instanceof NoSuchElementException) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, failure.getMessage() + ".");
        }
        if (failure instanceof QueryTimeoutException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.SERVICE_UNAVAILABLE, "That search takes too long. Narrow it, or try again.");
        }
        if (failure instanceof DataAccessException
                || failure instanceof TransactionException
                || failure instanceof DatabaseAwayException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer. Try again.");
        }
        if (failure instanceof ProspectFailedException) {
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.CONFLICT,
                    failure.getMessage() + ": its dead letter says why. Replaying that tries again.");
        }
        LOG.error("A request to the API failed", failure);
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "That failed for a reason that the log tells.");
    }
}
