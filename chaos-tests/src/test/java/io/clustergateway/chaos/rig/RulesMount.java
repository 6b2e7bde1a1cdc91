package io.clustergateway.chaos.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A folder with the rules' file, exchanged by its link {@code ..data} as kubelet does with ConfigMaps. */
public final class RulesMount {
    private static final String FILE = "rules.yaml";

    private final Path folder;
    private final String exchanger;
    private int version;

    RulesMount(Path folder, String exchanger) {
        this.folder = folder;
        this.exchanger = exchanger;
        swap();
        link(Path.of("..data", FILE), folder.resolve(FILE));
    }

    Path folder() {
        return folder;
    }

    /** Another version; the one that was asked for last is in force in the end. */
    public synchronized void swap() {
        version++;
        point(List.of(FILE));
    }

    /** The mount is there without its file. */
    public synchronized void empty() {
        version++;
        point(List.of());
    }

    private void point(List<String> files) {
        try {
            Path data = Files.createDirectories(folder.resolve("..version-" + version));
            for (String file : files) {
                Files.writeString(data.resolve(file), rules());
            }
            Path draft = folder.resolve("..draft");
            link(data.getFileName(), draft);
            Files.move(draft, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path target, Path at) {
        try {
            Files.createSymbolicLink(at, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String rules() {
        return """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  clientIdentityExchanger:
                    rules:
                    - name: external
                      source: {userPattern: "^external-"}
                      type: ExternalIdentityExchanger
                      url: %s
                      allowInsecureURL: true
                    - name: mapped
                      source: {userPattern: "^mapped-"}
                      type: StaticMappingIdentityExchanger
                      target: {user: user-of-%d, groups: [group-of-%d]}
                """.formatted(exchanger, version, version);
    }
}
