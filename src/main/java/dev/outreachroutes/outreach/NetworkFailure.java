package dev.outreachroutes.outreach;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Turns a request that got no answer into an {@link UnavailableException}, which says whether it can have reached Outreach. */
public final class NetworkFailure {

    private NetworkFailure() {}

    /**
     * The exception for a request that ended so. Its {@link UnavailableException#sent()} is false only for failures that
     * happen before a request is written; what is not known is taken as sent.
     */
    public static UnavailableException of(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String before = beforeSending(cause);
            if (before != null) {
                return exception(before, cause, false, failure);
            }
        }
        return exception(afterSending(failure), failure, true, failure);
    }

    private static String beforeSending(Throwable failure) {
        if (failure instanceof ConnectionRequestTimeoutException) {
            return "No connection was free in time";
        }
        if (failure instanceof ConnectTimeoutException
                || failure instanceof java.net.http.HttpConnectTimeoutException) {
            return "Outreach's host did not accept the connection in time";
        }
        if (failure instanceof UnknownHostException) {
            return "The name of Outreach's host is not known here";
        }
        if (failure instanceof NoRouteToHostException) {
            return "There is no route to Outreach's host";
        }
        if (failure instanceof ConnectException) {
            return "Outreach's host refused the connection";
        }
        if (failure instanceof SSLHandshakeException || failure instanceof SSLPeerUnverifiedException) {
            return "The TLS handshake with Outreach's host failed";
        }
        return null;
    }

    private static String afterSending(IOException failure) {
        if (failure instanceof SocketTimeoutException || failure instanceof java.net.http.HttpTimeoutException) {
            return "Outreach did not answer in time";
        }
        if (failure instanceof NoHttpResponseException || failure instanceof EOFException) {
            return "The connection was closed without an answer";
        }
        return "The connection broke before an answer";
    }

    private static UnavailableException exception(String what, Throwable said, boolean sent, IOException failure) {
        String detail =
                said.getMessage() == null ? said.getClass().getSimpleName() : ErrorText.clean(said.getMessage());
        return new UnavailableException(what + ": " + detail, 0, sent, null, failure);
    }
}
