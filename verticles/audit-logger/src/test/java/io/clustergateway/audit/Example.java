package io.clustergateway.audit;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event like another. */
final class Example {
    private Example() {}

    static AuditEvent event(String id) {
        return event(id, "jane", "kubectl/v1.36.0", "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/m/proxy/api");
    }

    static AuditEvent event(String id, String user, String agent, String uri) {
        return new AuditEvent(
                AuditStage.RESPONSE_COMPLETE,
                id,
                uri,
                Attributes.Resource.clusterScoped(
                        "get", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "proxy", "m"),
                Optional.of(new Caller(
                        user,
                        Optional.of("u-1"),
                        List.of("g"),
                        Map.of("clusternet-token", List.of("canary"), "team", List.of("a")))),
                Optional.of(new Caller("as-" + user, Optional.empty(), List.of(), Map.of())),
                List.of("10.0.0.1", "127.0.0.1"),
                agent,
                Optional.of(new AuditEvent.Answer(200, "", "")),
                Instant.parse("2026-11-24T17:00:00.123456Z"),
                Instant.parse("2026-11-24T17:00:01Z"),
                Map.of("cluster.core.oam.dev/member", "m"));
    }
}
