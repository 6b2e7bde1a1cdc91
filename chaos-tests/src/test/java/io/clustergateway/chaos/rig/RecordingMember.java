package io.clustergateway.chaos.rig;

import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketMember;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A pocket member that answers requests below {@link #ECHO} with what it got, and keeps who sent each, whom it was meant to
 * come from, and how often it came.
 */
public final class RecordingMember {
    /** Below it, everything is echoed. */
    public static final String ECHO = "/chaos/";
    /** The caller's true name, as the caller says. */
    public static final String TRUE_CALLER = "X-Chaos-Caller";
    /** One for each request. */
    public static final String ID = "X-Chaos-Id";

    private static final int MOST_FAULTS = 20;
    private static final long CLOSING_SECONDS = 5;
    private static final String AUTHENTICATED = "system:authenticated";

    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final PocketMember member;
    private volatile boolean sendsGoAway;

    RecordingMember(Vertx vertx, String name) {
        member = PocketMember.create(vertx, name).start().await();
        member.server().createNamespace("chaos");
        member.server().handle(ECHO, this::echo);
    }

    PocketMember pocket() {
        return member;
    }

    public PocketApiServer server() {
        return member.server();
    }

    public void sendsGoAway(boolean sends) {
        sendsGoAway = sends;
    }

    /** How often the request came. */
    public int arrivals(String id) {
        return arrivals.getOrDefault(id, 0);
    }

    /** What must never come, as it came. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Forgets everything so far. */
    public void forget() {
        arrivals.clear();
        faults.clear();
        sendsGoAway = false;
    }

    private void echo(HttpServerRequest request) {
        String id = request.getHeader(ID);
        if (arrivals.merge(id, 1, Integer::sum) > 1 && !request.method().name().equals("GET")) {
            fault("sent twice: " + request.method() + " " + id);
        }
        checkIdentity(request);
        request.body().onSuccess(body -> {
            request.response().end(Buffer.buffer(id + "\n").appendBuffer(body));
            if (sendsGoAway && request.version() == HttpVersion.HTTP_2) {
                request.connection().shutdown(CLOSING_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    private void fault(String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text);
        }
    }

    private void checkIdentity(HttpServerRequest request) {
        String caller = request.getHeader(TRUE_CALLER);
        List<String> users = request.headers().getAll("Impersonate-User");
        Set<String> groups = new HashSet<>(request.headers().getAll("Impersonate-Group"));
        boolean isItself = users.size() == 1 && isIdentity(caller, users.get(0), groups);
        boolean hasMore = request.headers().names().stream()
                .anyMatch(name -> name.regionMatches(true, 0, "Impersonate-", 0, 12)
                        && !name.equalsIgnoreCase("Impersonate-User")
                        && !name.equalsIgnoreCase("Impersonate-Group"));
        List<String> credentials = request.headers().getAll("Authorization");
        boolean hasForeign =
                credentials.size() > 1 || credentials.stream().anyMatch(shown -> shown.contains(Rig.TOKEN));
        if (!isItself || hasMore || hasForeign) {
            fault("identity: %s came as %s %s".formatted(caller, users, groups));
        }
    }

    /** External callers are NAME@corp in the group external, mapped ones user and group of one version; all others are themselves. */
    private static boolean isIdentity(String caller, String user, Set<String> groups) {
        Set<String> given = new HashSet<>(groups);
        given.remove(AUTHENTICATED);
        if (caller.startsWith("external-")) {
            return user.equals(caller + "@corp") && given.equals(Set.of("external"));
        }
        if (caller.startsWith("mapped-")) {
            return user.startsWith("user-of-")
                    && given.equals(Set.of("group-of-" + user.substring("user-of-".length())));
        }
        return user.equals(caller) && given.equals(Set.of("team-of-" + caller));
    }
}
