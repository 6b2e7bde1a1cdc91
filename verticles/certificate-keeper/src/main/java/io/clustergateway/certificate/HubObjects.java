package io.clustergateway.certificate;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.MissingRule;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The two objects of the hub, and what it takes to use them. */
final class HubObjects {
    static final String API_SERVICE = "v1alpha1.cluster.core.oam.dev";
    static final JsonObject NONE = new JsonObject();

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final String API_SERVICE_PATH = "/apis/apiregistration.k8s.io/v1/apiservices/" + API_SERVICE;

    private final HubApi hub;
    private final KeeperSettings settings;

    HubObjects(HubApi hub, KeeperSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /** The Secret, or an empty object. */
    Future<JsonObject> secret() {
        return hub.get(secrets() + "/" + settings.name(), LIMIT)
                .recover(error -> isCode(error, NOT_FOUND) ? Future.succeededFuture(NONE) : Future.failedFuture(error));
    }

    /** Refused when it has changed, or come to be, since {@code former} was read. */
    Future<JsonObject> write(JsonObject former, JsonObject secret) {
        if (!former.isEmpty()) {
            return hub.put(secrets() + "/" + settings.name(), secret, LIMIT);
        }
        JsonObject named = secret.copy();
        named.getJsonObject("metadata").put("name", settings.name()).put("namespace", settings.namespace());
        return hub.post(secrets(), named, LIMIT);
    }

    Future<JsonObject> apiService() {
        return hub.get(API_SERVICE_PATH, LIMIT);
    }

    Future<JsonObject> patch(JsonObject apiService, Collection<X509Certificate> bundle) {
        return hub.patch(API_SERVICE_PATH, Aggregation.patch(apiService, bundle), LIMIT);
    }

    /** What went wrong with the Secret, and the mend. */
    String secretFault(Throwable error) {
        if (!isForbidden(error)) {
            return "Secret %s: %s".formatted(settings, error.getMessage());
        }
        Optional<String> namespace = Optional.of(settings.namespace());
        return "Secret %s: grant the gateway's ServiceAccount, by a Role in namespace %s: %s %s"
                .formatted(
                        settings,
                        settings.namespace(),
                        new MissingRule("", "secrets", List.of("get", "update"), namespace).yaml(settings.name()),
                        new MissingRule("", "secrets", List.of("create"), namespace).yaml());
    }

    /** What went wrong with the APIService, and the mend. */
    static String apiServiceFault(Throwable error) {
        if (isCode(error, NOT_FOUND)) {
            return "APIService %s is not there (mend: install the chart, or apply the one in docs/install.md)"
                    .formatted(API_SERVICE);
        }
        if (!isForbidden(error)) {
            return "APIService %s: %s".formatted(API_SERVICE, error.getMessage());
        }
        return "APIService %s: grant the gateway's ServiceAccount, by a ClusterRole: %s"
                .formatted(
                        API_SERVICE,
                        new MissingRule(
                                        "apiregistration.k8s.io",
                                        "apiservices",
                                        List.of("get", "patch"),
                                        Optional.empty())
                                .yaml(API_SERVICE));
    }

    static boolean isForbidden(Throwable error) {
        return isCode(error, FORBIDDEN);
    }

    /** Somebody else wrote in between; the next round looks again. */
    static boolean isConflict(Throwable error) {
        return isCode(error, CONFLICT);
    }

    private static boolean isCode(Throwable error, int code) {
        return error instanceof HubFault fault && fault.code() == code;
    }

    private String secrets() {
        return "/api/v1/namespaces/%s/secrets".formatted(settings.namespace());
    }
}
