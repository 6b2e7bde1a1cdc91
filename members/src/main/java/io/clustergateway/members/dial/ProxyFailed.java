package io.clustergateway.members.dial;

import java.io.IOException;

/** The proxy on the way to a member cannot be used. The message is client-facing and holds no address and no login. */
public final class ProxyFailed extends IOException {
    private static final long serialVersionUID = 1;

    /** Without a stack trace: it is an answer, not a bug. */
    public ProxyFailed(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
