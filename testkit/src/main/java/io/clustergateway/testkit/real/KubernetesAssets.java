package io.clustergateway.testkit.real;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The binaries real Kubernetes is made of. {@code kubectl} may be missing, the others never are. */
record KubernetesAssets(Path etcd, Path apiServer, Optional<Path> kubectl) {

    /** What to tell people who lack the binaries. */
    static String missing() {
        return "no etcd and kube-apiserver in " + folder()
                + ": run build/kubernetes-assets.sh, or set KUBEBUILDER_ASSETS to a folder that has them";
    }

    static Optional<KubernetesAssets> find() {
        Path folder = folder();
        Path etcd = folder.resolve("etcd");
        Path apiServer = folder.resolve("kube-apiserver");
        return Files.isExecutable(etcd) && Files.isExecutable(apiServer)
                ? Optional.of(new KubernetesAssets(etcd, apiServer, kubectl(folder)))
                : Optional.empty();
    }

    static Optional<Path> findKubectl() {
        return kubectl(folder());
    }

    private static Path folder() {
        return variable("KUBEBUILDER_ASSETS").map(Path::of).orElseGet(KubernetesAssets::cacheFolder);
    }

    /** The same rule as in build/kubernetes-assets.sh. */
    private static Path cacheFolder() {
        return variable("XDG_CACHE_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("cluster-gateway")
                .resolve("kubernetes");
    }

    private static Optional<Path> kubectl(Path folder) {
        List<String> path = List.of(variable("PATH").orElse("").split(File.pathSeparator));
        return Stream.concat(Stream.of(folder), path.stream().map(Path::of))
                .map(directory -> directory.resolve("kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
}
