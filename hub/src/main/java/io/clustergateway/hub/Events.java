package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in the hub about what an operator should see beside the object it concerns. Best effort: a right that is
 * missing is a warning with its mend, a hub that is away loses the Event, and no more than {@value #BURST} at once and
 * two a minute are sent. Used on one context only.
 */
public final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int BURST = 10;
    private static final long REFILL_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int LONGEST_MESSAGE = 1024;
    private static final int LONGEST_NAME = 253;
    private static final String WARNING = "hub-events";

    private final HubApi hub;
    private final Readiness readiness;
    private final Ticker ticker;
    private final String instance;
    private int left = BURST;
    private long refilledAt;

    /** Nothing sent yet; {@code instance} names this replica. */
    public Events(HubApi hub, Readiness readiness, Ticker ticker, String instance) {
        this.hub = requireNonNull(hub, "hub");
        this.readiness = readiness;
        this.ticker = ticker;
        this.instance = instance;
        this.refilledAt = ticker.nanos();
    }

    /**
     * What an Event is about.
     *
     * @param uid empty when unknown
     */
    public record Regarding(String kind, String namespace, String name, String uid) {}

    /** Whether it is good news. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String text;

        Type(String text) {
            this.text = text;
        }
    }

    /**
     * Sends an Event.
     *
     * @param reason CamelCase and stable
     * @param message for people; cut at 1024 characters, the most the API takes (k8s.io/api core/v1 validation)
     */
    public void send(Regarding regarding, Type type, String reason, String message) {
        if (!take()) {
            log.debug("event is not sent, too many of them reason={}", reason);
            return;
        }
        hub.post(
                        "/api/v1/namespaces/%s/events".formatted(regarding.namespace()),
                        body(regarding, type, reason, message),
                        LIMIT)
                .onSuccess(sent -> readiness.clear(WARNING))
                .onFailure(error -> lost(regarding, error));
    }

    private void lost(Regarding regarding, Throwable error) {
        if (error instanceof HubFault fault && fault.code() == 403) {
            MissingRule rule = new MissingRule("", "events", List.of("create"), Optional.of(regarding.namespace()));
            readiness.warn(WARNING, "Events cannot be written: " + rule.mend());
        } else {
            log.info("event was not written error={}", error.getMessage());
        }
    }

    private boolean take() {
        long refills = (ticker.nanos() - refilledAt) / REFILL_NANOS;
        if (refills > 0) {
            left = (int) Math.min(BURST, left + refills);
            refilledAt += refills * REFILL_NANOS;
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    private JsonObject body(Regarding regarding, Type type, String reason, String message) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        JsonObject object = new JsonObject()
                .put("kind", regarding.kind())
                .put("apiVersion", "v1")
                .put("namespace", regarding.namespace())
                .put("name", regarding.name());
        if (!regarding.uid().isEmpty()) {
            object.put("uid", regarding.uid());
        }
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Event")
                .put("metadata", new JsonObject().put("name", name(regarding)).put("namespace", regarding.namespace()))
                .put("involvedObject", object)
                .put("type", type.text)
                .put("reason", reason)
                .put("message", message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message)
                .put(
                        "source",
                        new JsonObject().put("component", "cluster-gateway").put("host", instance))
                .put("reportingComponent", "cluster-gateway")
                .put("reportingInstance", instance)
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1);
    }

    /** What would be no name with the object's before it is named by the rest alone, as client-go's recorder does. */
    private static String name(Regarding regarding) {
        String unique = UUID.randomUUID().toString();
        String name = regarding.name() + "." + unique;
        return name.length() > LONGEST_NAME ? unique : name;
    }
}
