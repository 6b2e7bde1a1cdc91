package io.clustergateway.registry;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.Listener;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.hub.Resource;
import io.clustergateway.hub.Subscription;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Member Secrets from the hub. */
final class HubSource implements MemberSource, Listener {
    private static final String MEND = "; check the hub's API server and the network to it";
    private static final int FORBIDDEN = 403;

    private final HubApi hub;
    private final String namespace;
    private final Registry registry;
    private final SourceConditions conditions;
    private @Nullable Subscription subscription;

    HubSource(HubApi hub, String namespace, Registry registry, SourceConditions conditions) {
        this.hub = hub;
        this.namespace = namespace;
        this.registry = registry;
        this.conditions = conditions;
    }

    @Override
    public Future<Void> start() {
        conditions.waiting("waiting for the first list of Secrets in namespace " + namespace);
        subscription = hub.inform(
                Resource.of("/api/v1/namespaces/%s/secrets".formatted(namespace), SecretReader.SELECTOR, ""), this);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        if (subscription != null) {
            subscription.close();
        }
        return Future.succeededFuture();
    }

    @Override
    public void listing() {
        registry.listing();
    }

    @Override
    public void put(JsonObject object) {
        conditions.heard();
        registry.put(object);
    }

    @Override
    public void gone(String namespace, String name, String resourceVersion) {
        conditions.heard();
        registry.gone(name, resourceVersion);
    }

    @Override
    public void synced(String resourceVersion) {
        registry.synced(resourceVersion);
        conditions.synced();
    }

    @Override
    public void resourceVersion(String resourceVersion) {
        conditions.heard();
        registry.at(resourceVersion);
    }

    @Override
    public void reachable() {
        conditions.found();
    }

    @Override
    public void unreachable(HubFault fault) {
        conditions.lost(fault.code() == FORBIDDEN ? missingRule(fault) : fault.getMessage() + MEND);
    }

    private String missingRule(HubFault fault) {
        MissingRule rule = new MissingRule("", "secrets", List.of("get", "list", "watch"), Optional.of(namespace));
        return "%s; %s".formatted(fault.getMessage(), rule.mend());
    }
}
