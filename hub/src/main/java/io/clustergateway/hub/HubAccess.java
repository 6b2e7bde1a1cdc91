package io.clustergateway.hub;

import io.clustergateway.kernel.StartFault;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.KubeconfigAuthentication;
import io.kubernetes.client.util.credentials.RefreshAuthentication;
import io.kubernetes.client.util.credentials.TokenFileAuthentication;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Finds the hub and the credential for it: a kubeconfig that was named, or the pod's own service account. */
final class HubAccess {
    private HubAccess() {}

    /** @throws StartFault when there is neither, or what there is cannot be read */
    static ApiClient client(Optional<Path> kubeconfig, Duration reread) {
        if (kubeconfig.isPresent()) {
            return fromFile(kubeconfig.get(), reread);
        }
        if (System.getenv(Config.ENV_SERVICE_HOST) != null && Files.exists(Path.of(Config.SERVICEACCOUNT_TOKEN_PATH))) {
            return inCluster(reread);
        }
        throw new StartFault("no hub: --kubeconfig is not given and this is no pod with a service account"
                + " (expected: --kubeconfig FILE, a pod in the hub, or --clusters-from DIR to run without a hub)");
    }

    private static ApiClient inCluster(Duration reread) {
        try {
            return ClientBuilder.cluster()
                    .setAuthentication(new TokenFileAuthentication(Config.SERVICEACCOUNT_TOKEN_PATH, reread))
                    .build();
        } catch (IOException e) {
            throw new StartFault(
                    "service account in %s: cannot be read (expected: token and ca.crt mounted into the pod)"
                            .formatted(Path.of(Config.SERVICEACCOUNT_TOKEN_PATH).getParent()),
                    e);
        }
    }

    private static ApiClient fromFile(Path file, Duration reread) {
        if (!Files.isReadable(file)) {
            throw new StartFault("--kubeconfig: %s cannot be read (expected: a kubeconfig file)".formatted(file));
        }
        try (Reader text = Files.newBufferedReader(file)) {
            return read(text, Optional.of(file), reread);
        } catch (IOException e) {
            throw unusable(file.toString(), e);
        }
    }

    /**
     * For a kubeconfig of one context.
     *
     * @throws StartFault when it is not usable
     */
    static ApiClient client(JsonObject kubeconfig, Duration reread) {
        ApiClient client = read(new StringReader(kubeconfig.encode()), Optional.empty(), reread);
        return HubProxy.of(kubeconfig)
                .map(proxy -> client.setHttpClient(proxy.on(client.getHttpClient())))
                .orElse(client);
    }

    /* The parser throws whatever its YAML makes it stumble over, class casts included. */
    private static ApiClient read(Reader text, Optional<Path> file, Duration reread) {
        String name = file.map(Path::toString).orElse("what was read");
        try {
            KubeConfig config = KubeConfig.loadKubeConfig(text);
            file.ifPresent(path -> config.setFile(path.toFile()));
            if (config.getServer() == null) {
                throw new StartFault(
                        "--kubeconfig: %s has no server in its current context (expected: a kubeconfig with a current-context)"
                                .formatted(name));
            }
            return rereading(ClientBuilder.kubeconfig(config, reread), config, reread)
                    .build();
        } catch (StartFault e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unusable(name, e);
        }
    }

    private static StartFault unusable(String name, Exception cause) {
        return new StartFault(
                "--kubeconfig: %s is not usable: %s (expected: a kubeconfig with a current-context, its cluster and its user)"
                        .formatted(name, cause.getClass().getSimpleName()),
                cause);
    }

    /* A token file that ends in a newline makes no header; the client strips it for its own service account only. */
    private static ClientBuilder rereading(ClientBuilder builder, KubeConfig config, Duration period) {
        if (builder.getAuthentication() instanceof KubeconfigAuthentication authentication
                && authentication.getDelegateAuthentication() instanceof RefreshAuthentication) {
            builder.setAuthentication(new RefreshAuthentication(
                    () -> config.getCredentials().getOrDefault("token", "").strip(), period));
        }
        return builder;
    }
}
