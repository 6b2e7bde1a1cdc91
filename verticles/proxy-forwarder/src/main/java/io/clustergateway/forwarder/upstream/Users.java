package io.clustergateway.forwarder.upstream;

import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.WeakHashMap;

/** Whose requests each connection to a member has carried: who was alone on it cannot be the victim of another. */
final class Users {
    /** No caller's name. */
    private static final String SEVERAL = "";

    private final Map<HttpConnection, String> users = new WeakHashMap<>();

    void sent(HttpConnection connection, String caller) {
        users.merge(connection, caller, (known, other) -> known.equals(other) ? known : SEVERAL);
    }

    /** Whether the connection that has ended was this caller's alone; true once for each. */
    boolean lostAlone(HttpConnection connection, String caller) {
        boolean isAlone = caller.equals(users.getOrDefault(connection, SEVERAL));
        users.put(connection, SEVERAL);
        return isAlone;
    }
}
