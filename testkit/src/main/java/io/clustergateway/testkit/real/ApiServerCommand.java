package io.clustergateway.testkit.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command lines of kube-apiserver (1.20 to 1.36) and etcd (3.4 and later), of flags that all of them know. */
record ApiServerCommand(KubernetesAssets assets, Path directory, int etcdPort, int securePort) {

    private static final Pattern VERSION = Pattern.compile("v1\\.(\\d+)\\.");
    private static final int UID_HEADERS_SINCE = 32;

    List<String> etcd() {
        String url = "http://127.0.0.1:" + etcdPort;
        List<String> command = new ArrayList<>(List.of(
                assets.etcd().toString(),
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=http://127.0.0.1:0"));
        if (Commands.run(List.of(assets.etcd().toString(), "--help")).contains("--unsafe-no-fsync")) {
            command.add("--unsafe-no-fsync=true");
        }
        return command;
    }

    List<String> apiServer(ApiServerSettings settings) {
        List<String> command = new ArrayList<>(List.of(
                assets.apiServer().toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + securePort,
                "--advertise-address=127.0.0.1",
                "--endpoint-reconciler-type=none",
                "--enable-aggregator-routing=false",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--authorization-mode=Node,RBAC",
                "--allow-privileged=true"));
        command.addAll(certificateFlags());
        command.addAll(frontProxyFlags());
        if (!settings.tokenLines().isEmpty()) {
            command.add("--token-auth-file=" + directory.resolve("tokens.csv"));
        }
        command.addAll(settings.flags());
        return command;
    }

    private List<String> certificateFlags() {
        return List.of(
                "--tls-cert-file=" + directory.resolve("serving.crt"),
                "--tls-private-key-file=" + directory.resolve("serving.key"),
                "--client-ca-file=" + directory.resolve("client-ca.crt"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + directory.resolve("service-accounts.key"),
                "--service-account-key-file=" + directory.resolve("service-accounts.crt"),
                "--kubelet-client-certificate=" + directory.resolve("kubelet-client.crt"),
                "--kubelet-client-key=" + directory.resolve("kubelet-client.key"),
                "--kubelet-certificate-authority=" + directory.resolve("kubelet-ca.crt"),
                "--kubelet-preferred-address-types=InternalIP");
    }

    private List<String> frontProxyFlags() {
        List<String> flags = new ArrayList<>(List.of(
                "--requestheader-client-ca-file=" + directory.resolve("front-proxy-ca.crt"),
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--proxy-client-cert-file=" + directory.resolve("front-proxy-client.crt"),
                "--proxy-client-key-file=" + directory.resolve("front-proxy-client.key")));
        if (minorVersion() >= UID_HEADERS_SINCE) {
            flags.add("--requestheader-uid-headers=X-Remote-Uid");
        }
        return flags;
    }

    private int minorVersion() {
        String version = Commands.run(List.of(assets.apiServer().toString(), "--version"));
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            throw new IllegalStateException(
                    assets.apiServer() + " --version: " + version.strip() + " (expected: Kubernetes v1.x.y)");
        }
        return Integer.parseInt(matcher.group(1));
    }
}
