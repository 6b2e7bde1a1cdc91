package io.clustergateway.dist.cluster;

import io.clustergateway.hub.HubFault;

/** A server said no, in the words kubectl has for it; the message is the whole line. */
public final class ServerFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int UNAUTHORIZED = 401;
    private final int code;

    private ServerFault(int code, String line) {
        super(line, null, false, false);
        this.code = code;
    }

    static ServerFault of(HubFault fault) {
        return of("the hub", fault.code(), fault.reason(), fault.getMessage());
    }

    /**
     * Of an answer.
     *
     * @param server whose it is
     * @param code 0 when nobody answered
     */
    static ServerFault of(String server, int code, String reason, String message) {
        if (code == 0) {
            return new ServerFault(code, "Unable to connect to %s: %s".formatted(server, message));
        }
        if (code == UNAUTHORIZED) {
            return new ServerFault(
                    code, "Error: You must be logged in to %s (Unauthorized): %s".formatted(server, message));
        }
        String known = reason.isEmpty() || reason.equals("Unknown") ? "" : " (%s)".formatted(reason);
        String origin = server.equals("the hub") ? "server" : server;
        return new ServerFault(code, "Error from %s%s: %s".formatted(origin, known, message));
    }

    static ServerFault notFound(String name) {
        return of("the hub", 404, "NotFound", "clustergateways.cluster.core.oam.dev \"%s\" not found".formatted(name));
    }

    /** HTTP status, or 0 when nobody answered. */
    public int code() {
        return code;
    }
}
