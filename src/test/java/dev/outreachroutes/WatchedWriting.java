package dev.outreachroutes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A step before dead letters are written to their topic: sees whether a transaction is open, and does what a test wants then. */
public final class WatchedWriting {

    private static final List<Boolean> IN_TRANSACTION = new CopyOnWriteArrayList<>();

    private static volatile Runnable meanwhile = () -> {};

    /** A step. */
    public void watch() {
        IN_TRANSACTION.add(TransactionSynchronizationManager.isActualTransactionActive());
        meanwhile.run();
    }

    static void meanwhile(Runnable work) {
        meanwhile = work;
    }

    static List<Boolean> inTransaction() {
        return List.copyOf(IN_TRANSACTION);
    }
}
