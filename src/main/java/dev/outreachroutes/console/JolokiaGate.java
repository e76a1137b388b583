package dev.outreachroutes.console;

import org.jolokia.server.core.request.JolokiaRequest;
import org.jolokia.server.core.service.api.JolokiaContext;
import org.jolokia.server.core.service.request.AbstractRequestHandler;

/**
 * The first of Jolokia's handlers: it takes the requests that the policy refuses as a whole, and leaves the others to Jolokia,
 * which by itself asks the policy for no notifications and no settings, and ignores a target when nothing passes requests on.
 *
 * <p>Public, with this constructor, because Jolokia makes it from {@code META-INF/jolokia/services}.
 */
public final class JolokiaGate extends AbstractRequestHandler {

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
        return !jolokia.isTypeAllowed(request.getType()) || request.getOption("target") != null;
    }

    @Override
    public <R extends JolokiaRequest> Object handleRequest(R request, Object previousResult) {
        throw new SecurityException("Requests of this kind are not allowed");
    }
}
