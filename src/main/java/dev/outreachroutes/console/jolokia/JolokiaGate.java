package dev.outreachroutes.console.jolokia;

import org.jolokia.server.core.request.JolokiaExecRequest;
import org.jolokia.server.core.request.JolokiaReadRequest;
import org.jolokia.server.core.request.JolokiaRequest;
import org.jolokia.server.core.service.api.JolokiaContext;
import org.jolokia.server.core.service.request.AbstractRequestHandler;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Refuses, as the first of Jolokia's handlers, the requests that are refused as a whole, and leaves the others to Jolokia. By
 * itself Jolokia asks the policy about no notifications and no settings, ignores a target when nothing passes requests on, and
 * takes any number of requests in one body.
 *
 * <p>Public, with this constructor, because Jolokia makes it from {@code META-INF/jolokia/services}.
 */
public final class JolokiaGate extends AbstractRequestHandler {

    /**
     * For one body: 2,000 reads, or 40 requests whose answers may be long, such as lists. The answers wait in memory until the
     * last is there.
     */
    private static final int BUDGET = 2000;

    private static final int LONG_ANSWER = 50;

    private static final String SPENT = JolokiaGate.class.getName();

    private JolokiaContext jolokia;

    public JolokiaGate(int order) {
        super("gate", order);
    }

    @Override
    public void init(JolokiaContext context) {
        super.init(context);
        jolokia = context;
    }

    @Override
    public boolean canHandle(JolokiaRequest request) {
        return !jolokia.isTypeAllowed(request.getType())
                || request.getOption("target") != null
                || isOneTooMany(request);
    }

    @Override
    public <R extends JolokiaRequest> Object handleRequest(R request, Object previousResult) {
        throw new SecurityException("Requests of this kind, or so many in one, are not allowed");
    }

    private static boolean isOneTooMany(JolokiaRequest request) {
        RequestAttributes body = RequestContextHolder.currentRequestAttributes();
        Object before = body.getAttribute(SPENT, RequestAttributes.SCOPE_REQUEST);
        int spent = (before == null ? 0 : (int) before) + cost(request);
        body.setAttribute(SPENT, spent, RequestAttributes.SCOPE_REQUEST);
        return spent > BUDGET;
    }

    private static int cost(JolokiaRequest request) {
        if (request instanceof JolokiaReadRequest read && !read.getObjectName().isPattern()) {
            return 1;
        }
        // Hawtio asks it once for every MBean.
        boolean yesOrNo = request instanceof JolokiaExecRequest exec
                && exec.getOperation().startsWith("canInvoke(");
        return yesOrNo ? 0 : LONG_ANSWER;
    }
}
