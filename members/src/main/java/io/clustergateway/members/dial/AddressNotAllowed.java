package io.clustergateway.members.dial;

import java.io.IOException;

/** A dial that the {@link AddressGuard} refused. Neither message holds the address: the message may reach clients. */
public final class AddressNotAllowed extends IOException {
    private static final long serialVersionUID = 1;

    AddressNotAllowed(String what, String reason) {
        super("%s is %s".formatted(what, reason));
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
