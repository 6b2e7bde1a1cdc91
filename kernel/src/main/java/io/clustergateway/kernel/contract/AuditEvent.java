package io.clustergateway.kernel.contract;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request at one stage, at level Metadata (audit.k8s.io/v1 Event). Texts are as the client sent them: whoever writes
 * them escapes them.
 *
 * @param auditId printable, 64 characters at most
 * @param requestUri as received
 * @param request as the gateway's own API has it
 * @param caller empty when nobody vouches for one
 * @param impersonated who the request appears as at the member; empty before that is known, and for the credential's own
 *     identity
 * @param sourceIps from the client to the peer
 * @param userAgent empty when there is none
 * @param response empty before the answer
 * @param annotations by full name; hold no credential
 */
public record AuditEvent(
        AuditStage stage,
        String auditId,
        String requestUri,
        Attributes request,
        Optional<Caller> caller,
        Optional<Caller> impersonated,
        List<String> sourceIps,
        String userAgent,
        Optional<Answer> response,
        Instant receivedAt,
        Instant stageAt,
        Map<String, String> annotations) {
    /** Copies what it is given. */
    public AuditEvent {
        sourceIps = List.copyOf(sourceIps);
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /**
     * What the client was answered.
     *
     * @param code HTTP status; 499 when the client left before it
     * @param reason as in a Status; empty for success and for a member's own answer, whose body is not read
     * @param message likewise
     */
    public record Answer(int code, String reason, String message) {}
}
