package io.clustergateway.hub;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * A coordination.k8s.io Lease, as far as elections use it.
 *
 * @param metadata as it was read, with what others wrote there; empty for one that is not there
 * @param holder empty when nobody holds it
 */
record LeaseRecord(
        JsonObject metadata,
        String holder,
        int leaseDurationSeconds,
        String acquireTime,
        String renewTime,
        int transitions) {
    static final LeaseRecord NONE = new LeaseRecord(new JsonObject(), "", 0, "", "", 0);

    static LeaseRecord read(JsonObject lease) {
        JsonObject spec = lease.getJsonObject("spec", new JsonObject());
        return new LeaseRecord(
                Tolerant.metadata(lease),
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
                metadata,
                identity,
                Math.max(1, (int) leaseDuration.toSeconds()),
                same ? acquireTime : time,
                time,
                same || isNew() ? transitions : transitions + 1);
    }

    /** Given back: the next candidate needs not wait. */
    LeaseRecord released(Instant now) {
        String time = MicroTime.format(now);
        return new LeaseRecord(metadata, "", 1, time, time, transitions);
    }

    boolean isNew() {
        return metadata.getString("resourceVersion", "").isEmpty();
    }

    JsonObject json(LeaseTerms terms) {
        return new JsonObject()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .put(
                        "metadata",
                        metadata.copy().put("namespace", terms.namespace()).put("name", terms.name()))
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
