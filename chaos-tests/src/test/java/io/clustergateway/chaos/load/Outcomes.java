package io.clustergateway.chaos.load;

import io.clustergateway.chaos.scenario.Scenario.Expectations;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;

/** What came of all requests. Safe to use from any thread. */
public final class Outcomes {
    static final String HUB = "hub";
    /**
     * Refusals are the hub's own. It resets a request (INTERNAL_ERROR, or the end of a connection of HTTP/1.1) when a replica ended after the head of its
     * answer, which the hub may not have passed on by then (http.ErrAbortHandler of Go's ReverseProxy).
     */
    public static final Expectations ONLY_THE_HUB =
            new Expectations(Set.of(HUB), null, true, true, null, null, null, null);

    static final String HOP = "x-cluster-gateway-hop";
    private static final int MOST_FAULTS = 20;
    private static final int MOST_FAILURES = 20_000;

    private final Map<String, Integer> served = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> refusals = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> cuts = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> cutInBody = new ConcurrentSkipListMap<>();
    private final Queue<Failure> failures = new LinkedBlockingQueue<>(MOST_FAILURES);
    private final Set<String> unlucky = new ConcurrentSkipListSet<>();
    private final Set<String> hops = new ConcurrentSkipListSet<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private final boolean behindHub;

    /** With a hub between, refusals of its own are told as those of the hop {@value #HUB}. */
    Outcomes(boolean behindHub) {
        this.behindHub = behindHub;
    }

    /** A request on its way, since when by {@link System#nanoTime}. */
    record Attempt(String label, String id, long sentAt) {}

    /** A request that was not served as it should, and when that was known. */
    public record Failure(String label, String id, long sentAt, long endedAt, String what) {}

    /** All of them, but for those beyond {@value #MOST_FAILURES}. */
    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** The last one of each caller, for people. */
    String lastFailures() {
        Map<String, String> last = new TreeMap<>();
        failures.forEach(failure -> last.put(failure.label(), failure.what()));
        return last.toString();
    }

    private void failed(Attempt attempt, String what) {
        unlucky.add(attempt.label());
        failures.offer(new Failure(attempt.label(), attempt.id(), attempt.sentAt(), System.nanoTime(), what));
    }

    void served(String label) {
        served.merge(label, 1, Integer::sum);
    }

    /** What must never happen. */
    void fault(String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text);
        }
    }

    void cut(Attempt attempt, Throwable cause) {
        failed(attempt, cause.toString());
        cuts.merge(attempt.label() + " " + cause.getClass().getSimpleName(), 1, Integer::sum);
    }

    /** After the head of the answer. */
    void cutInBody(Attempt attempt) {
        failed(attempt, "cut in the body of the answer");
        cutInBody.merge(attempt.label(), 1, Integer::sum);
    }

    void refused(Attempt attempt, HttpClientResponse response, Buffer body) {
        failed(attempt, response.statusCode() + " " + body);
        boolean isOfHub = behindHub && response.getHeader(HOP) == null;
        String hop = isOfHub ? HUB : hop(response, body);
        if (hop.isEmpty()) {
            fault("%s: %d without a Status that names the hop: %s"
                    .formatted(attempt.label(), response.statusCode(), body));
        } else {
            hops.add(hop);
        }
        refusals.merge("%d %s".formatted(response.statusCode(), hop), 1, Integer::sum);
    }

    /** Empty unless header and body agree. */
    private static String hop(HttpClientResponse response, Buffer body) {
        try {
            JsonObject status = body.toJsonObject();
            JsonObject cause =
                    status.getJsonObject("details").getJsonArray("causes").getJsonObject(0);
            String named = cause.getString("message");
            boolean agrees = "Status".equals(status.getString("kind"))
                    && "Hop".equals(cause.getString("reason"))
                    && status.getInteger("code") == response.statusCode()
                    && named.equals(response.getHeader(HOP));
            return agrees ? named : "";
        } catch (DecodeException | NullPointerException | ClassCastException noStatus) {
            return "";
        }
    }

    /** What is against the rules or against what the scenario expects. */
    public List<String> against(Expectations expect) {
        List<String> all = new ArrayList<>(faults);
        for (String hop : hops) {
            if (!expect.hops().contains(hop)) {
                all.add("a refusal names the hop " + hop + " (expected: one of " + expect.hops() + "): " + refusals);
            }
        }
        for (String hop : expect.seen()) {
            if (!hops.contains(hop)) {
                all.add("no refusal names the hop " + hop + ": " + refusals);
            }
        }
        if (!expect.cuts() && !cuts.isEmpty()) {
            all.add("cut before the head of the answer: " + cuts);
        }
        for (String label : expect.spared()) {
            if (unlucky.contains(label)) {
                all.add(label + " noticed: " + this);
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "served=%d refusals=%s cuts=%s cutInBody=%s"
                .formatted(served.values().stream().mapToInt(Integer::intValue).sum(), refusals, cuts, cutInBody);
    }
}
