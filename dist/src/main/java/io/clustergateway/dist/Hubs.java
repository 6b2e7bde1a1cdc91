package io.clustergateway.dist;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.ops.Build;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The hub by each of the credentials the operator gave for it; the same connection where they are the same. */
record Hubs(HubApi main, HubApi authentication, HubApi authorization) {
    private static final String USER_AGENT = "cluster-gateway/" + Build.CURRENT.version();

    /** Empty when there is no hub to be found, which is then one of the faults. */
    static Optional<Hubs> connect(Vertx vertx, Settings settings, SettingsFaults faults) {
        Optional<Path> main = settings.path("kubeconfig");
        Optional<Path> authentication =
                settings.path("authenticationKubeconfig").or(() -> main);
        Optional<Path> authorization = settings.path("authorizationKubeconfig").or(() -> main);
        Map<Optional<Path>, HubApi> hubs = new LinkedHashMap<>();
        try {
            for (Optional<Path> kubeconfig : List.of(main, authentication, authorization)) {
                hubs.computeIfAbsent(kubeconfig, file -> HubApi.connect(vertx, file, USER_AGENT));
            }
        } catch (StartFault fault) {
            hubs.values().forEach(HubApi::close);
            faults.add(fault);
            return Optional.empty();
        }
        return Optional.of(new Hubs(hubs.get(main), hubs.get(authentication), hubs.get(authorization)));
    }

    /** No hub, and a fault for each setting that names one all the same. */
    static Optional<Hubs> none(Settings settings) {
        for (String key : List.of("kubeconfig", "authenticationKubeconfig", "authorizationKubeconfig")) {
            settings.optional(key).ifPresent(file -> settings.fault(key, file, "nothing beside --clusters-from"));
        }
        return Optional.empty();
    }

    List<HubApi> all() {
        return List.of(main, authentication, authorization).stream().distinct().toList();
    }
}
