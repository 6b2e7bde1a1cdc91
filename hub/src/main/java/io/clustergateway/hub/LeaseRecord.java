package io.clustergateway.hub;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * A coordination.k8s.io Lease, as far as elections use it.
 *
 * @param resourceVersion empty for one that is not there
 * @param holder empty when nobody holds it
 */
record LeaseRecord(
        String resourceVersion,
        String holder,
        int leaseDurationSeconds,
        String acquireTime,
        String renewTime,
        int transitions) {
    static final LeaseRecord NONE = new LeaseRecord("", "", 0, "", "", 0);

    static LeaseRecord read(JsonObject lease) {
        JsonObject spec = lease.getJsonObject("spec", new JsonObject());
        return new LeaseRecord(
                Tolerant.version(lease),
                text(spec, "holderIdentity"),
                spec.getInteger("leaseDurationSeconds", 0),
                text(spec, "acquireTime"),
                text(spec, "renewTime"),
                spec.getInteger("leaseTransitions", 0));
    }

    /** Held by somebody from now on, or held on to. */
    LeaseRecord heldBy(String identity, Duration leaseDuration, Instant now) {
        boolean same = holder.equals(identity);
        String time = MicroTime.format(now);
        return new LeaseRecord(
                resourceVersion,
                identity,
                Math.max(1, (int) leaseDuration.toSeconds()),
                same ? acquireTime : time,
                time,
                same || isNew() ? transitions : transitions + 1);
    }

    /** Given back: the next candidate needs not wait. */
    LeaseRecord released(Instant now) {
        String time = MicroTime.format(now);
        return new LeaseRecord(resourceVersion, "", 1, time, time, transitions);
    }

    boolean isNew() {
        return resourceVersion.isEmpty();
    }

    JsonObject json(LeaseTerms terms) {
        JsonObject metadata =
                new JsonObject().put("namespace", terms.namespace()).put("name", terms.name());
        if (!isNew()) {
            metadata.put("resourceVersion", resourceVersion);
        }
        return new JsonObject()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .put("metadata", metadata)
                .put(
                        "spec",
                        new JsonObject()
                                .put("holderIdentity", holder)
                                .put("leaseDurationSeconds", leaseDurationSeconds)
                                .put("acquireTime", acquireTime)
                                .put("renewTime", renewTime)
                                .put("leaseTransitions", transitions));
    }

    private static String text(JsonObject spec, String key) {
        return spec.getValue(key) instanceof String text ? text : "";
    }
}
