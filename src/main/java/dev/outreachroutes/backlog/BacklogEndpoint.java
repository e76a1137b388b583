package dev.outreachroutes.backlog;

import dev.outreachroutes.destination.Destination;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** A destination's backlog as an endpoint: {@code backlog:<destination>?concurrency=8&idleDelay=250}. */
public final class BacklogEndpoint extends DefaultEndpoint {

    private final String destination;
    private int concurrency = 8;
    private long idleDelay = 250;

    BacklogEndpoint(String uri, BacklogComponent component, String destination) {
        super(uri, component);
        this.destination = destination;
    }

    @Override
    public Producer createProducer() {
        return new BacklogProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        BacklogConsumer consumer = new BacklogConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public BacklogComponent getComponent() {
        return (BacklogComponent) super.getComponent();
    }

    /** As it is now. */
    Destination destination() {
        return getComponent().claims().destination(destination);
    }

    public int getConcurrency() {
        return concurrency;
    }

    /** How many requests of this destination may be on their way at the same time, in this process. Default 8. */
    public void setConcurrency(int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("backlog:" + destination + ": concurrency must be at least 1");
        }
        this.concurrency = concurrency;
    }

    public long getIdleDelay() {
        return idleDelay;
    }

    /** Milliseconds between looks for work that another process folded, or that has become due. Default 250. */
    public void setIdleDelay(long idleDelay) {
        this.idleDelay = idleDelay;
    }
}
