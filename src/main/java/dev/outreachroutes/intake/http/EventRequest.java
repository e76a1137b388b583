package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Sender;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

/**
 * A request with events, let through by {@link EventGate}, as Camel sees it: without headers, parameters and body. Camel would read
 * all of the body before the route begins, by whatever character set the header names, and would make headers of its message of the
 * rest, the sender's token among them. The route's step {@code read} reads the body instead.
 */
final class EventRequest extends HttpServletRequestWrapper {

    private final transient Sender sender;
    private final List<String> destinations;

    /**
     * @param destinations whose events it has; empty: those of all
     */
    EventRequest(HttpServletRequest request, Sender sender, List<String> destinations) {
        super(request);
        this.sender = sender;
        this.destinations = List.copyOf(destinations);
    }

    /** The request as it came. */
    HttpServletRequest whole() {
        return (HttpServletRequest) getRequest();
    }

    Sender sender() {
        return sender;
    }

    List<String> destinations() {
        return destinations;
    }

    @Override
    public int getContentLength() {
        return 0;
    }

    @Override
    public long getContentLengthLong() {
        return 0;
    }

    @Override
    public String getContentType() {
        return null;
    }

    @Override
    public String getCharacterEncoding() {
        return null;
    }

    @Override
    public String getQueryString() {
        return null;
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new StringReader(""));
    }

    @Override
    public ServletInputStream getInputStream() {
        throw new IllegalStateException("The body is read by the route's step");
    }

    @Override
    public String getHeader(String name) {
        return null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public long getDateHeader(String name) {
        return -1;
    }

    @Override
    public int getIntHeader(String name) {
        return -1;
    }

    @Override
    public String getParameter(String name) {
        return null;
    }

    @Override
    public String[] getParameterValues(String name) {
        return null;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }
}
