package io.clustergateway.profiles;

import io.clustergateway.hub.MemberCondition;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What a ClusterProfile (multicluster.x-k8s.io/v1alpha1, KEP-4322) says of a member.
 *
 * @param displayName the alias, or the name
 * @param condition of the type {@value #HEALTHY}
 */
record Profile(String name, String displayName, MemberCondition condition) {
    /** Of the cluster manager and of the access provider. */
    static final String MANAGER = "cluster-gateway";

    static final String HEALTHY = "ControlPlaneHealthy";
    private static final String MANAGER_LABEL = "x-k8s.io/cluster-manager";
    private static final String MEMBERS_LABEL = "cluster.core.oam.dev/member-namespace";

    static Profile of(Member member) {
        String alias = member instanceof Cluster cluster ? cluster.alias() : "";
        MemberCondition condition = MemberCondition.of(member);
        boolean offline = condition.reason().equals(MemberCondition.OFFLINE);
        return new Profile(
                member.name(),
                alias.isEmpty() ? member.name() : alias,
                offline ? new MemberCondition("Unknown", condition.reason(), condition.message()) : condition);
    }

    /** Marks a profile as published by a gateway for the members of this namespace; nothing else is ever touched. */
    static JsonObject labels(String memberNamespace) {
        return new JsonObject().put(MANAGER_LABEL, MANAGER).put(MEMBERS_LABEL, memberNamespace);
    }

    /** The same as a selector. */
    static String selector(String memberNamespace) {
        return "%s=%s,%s=%s".formatted(MANAGER_LABEL, MANAGER, MEMBERS_LABEL, memberNamespace);
    }

    JsonObject object(String namespace, String memberNamespace) {
        return new JsonObject()
                .put("apiVersion", "multicluster.x-k8s.io/v1alpha1")
                .put("kind", "ClusterProfile")
                .put(
                        "metadata",
                        new JsonObject()
                                .put("namespace", namespace)
                                .put("name", name)
                                .put("labels", labels(memberNamespace)))
                .put(
                        "spec",
                        new JsonObject()
                                .put("displayName", displayName)
                                .put("clusterManager", new JsonObject().put("name", MANAGER)));
    }

    boolean isShownBy(Published published, Optional<JsonArray> providers) {
        return MemberCondition.in(published.conditions(), HEALTHY).equals(Optional.of(condition))
                && published.providers().equals(providers.orElseGet(JsonArray::new));
    }

    /** @param field accessProviders, or what CRDs before KEP-5339 call them */
    JsonObject status(JsonArray conditions, String field, Optional<JsonArray> providers, Instant now) {
        JsonObject status = new JsonObject().put("conditions", condition.putInto(conditions, HEALTHY, now));
        return status.put(field, providers.orElse(null));
    }
}
