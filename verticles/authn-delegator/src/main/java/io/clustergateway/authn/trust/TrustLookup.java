package io.clustergateway.authn.trust;

import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.Listener;
import io.clustergateway.hub.Resource;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of the hub's ConfigMap. Used on one context only. */
public final class TrustLookup implements Listener {
    static final Resource RESOURCE = Resource.of(
            "/api/v1/namespaces/%s/configmaps".formatted(AuthenticationConfigMap.NAMESPACE),
            "",
            "metadata.name=" + AuthenticationConfigMap.NAME);

    private static final Logger log = LoggerFactory.getLogger(TrustLookup.class);
    private static final int FORBIDDEN = 403;
    private static final String OBJECT =
            "ConfigMap " + AuthenticationConfigMap.NAMESPACE + "/" + AuthenticationConfigMap.NAME;
    private static final String CONDITION = "hub-authentication";
    private static final String ROLE_BINDING = "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding,"
            + " metadata: {name: cluster-gateway-authentication-reader, namespace: kube-system},"
            + " roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role,"
            + " name: extension-apiserver-authentication-reader},"
            + " subjects: [{kind: ServiceAccount, namespace: NAMESPACE, name: NAME}]}";

    private final TrustSources sources;
    private final Readiness readiness;
    private final Changed changed;
    private boolean there;
    private String contentFault = "";
    private String hubFault = "";
    private String shown = "";

    TrustLookup(TrustSources sources, Readiness readiness, Changed changed) {
        this.sources = sources;
        this.readiness = readiness;
        this.changed = changed;
    }

    /** Told after each reading. */
    @FunctionalInterface
    public interface Changed {
        /** The bundles may have changed; if there are none, this is the reason, with the mend. */
        void changed(String reason);
    }

    @Override
    public void put(JsonObject object) {
        there = true;
        AuthenticationConfigMap found = AuthenticationConfigMap.read(object, sources.lookedUp());
        sources.lookedUp(found);
        contentFault = found.faults().isEmpty()
                ? ""
                : "%s: %s; what was good before stays in force".formatted(OBJECT, String.join("; ", found.faults()));
        report();
    }

    @Override
    public void gone(String namespace, String name, String resourceVersion) {
        there = false;
        contentFault = OBJECT + " is gone; what it said stays in force until the hub's kube-apiserver writes it again";
        report();
    }

    @Override
    public void synced(String resourceVersion) {
        if (!there) {
            contentFault = OBJECT + " is not there (expected: the hub's kube-apiserver writes it; without it give"
                    + " --client-ca-file and --requestheader-client-ca-file, or --authentication-skip-lookup)";
            sources.lookupFailed();
            report();
        }
    }

    @Override
    public void reachable() {
        hubFault = "";
        report();
    }

    @Override
    public void unreachable(HubFault fault) {
        String mend = fault.code() == FORBIDDEN
                ? "bind the gateway's ServiceAccount to the hub's Role: " + ROLE_BINDING
                : "check the hub's API server and the network to it";
        hubFault = "%s cannot be read: %s; %s".formatted(OBJECT, fault.getMessage(), mend);
        sources.lookupFailed();
        report();
    }

    /** One line and one warning for each change, whatever the hub repeats. */
    private void report() {
        String now = hubFault.isEmpty() ? contentFault : hubFault;
        if (!now.equals(shown)) {
            shown = now;
            if (now.isEmpty()) {
                log.info("hub authentication is read whole again object={}", OBJECT);
                readiness.clear(CONDITION);
            } else {
                log.warn("hub authentication cause={}", now);
                readiness.warn(CONDITION, now);
            }
        }
        changed.changed(now.isEmpty() ? OBJECT + " is not read yet" : now);
    }
}
