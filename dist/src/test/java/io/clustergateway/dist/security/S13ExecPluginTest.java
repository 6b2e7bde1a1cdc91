package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.files.Folder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever writes member Secrets does not run programs: none by default, else those an operator named, for a limited time. */
@Timeout(60)
final class S13ExecPluginTest {
    private static final Path DIR = Folder.create("plugins").path();
    private static final Path PLUGIN = plugin();

    @RegisterExtension
    static final PocketGateway allowing = PocketGateway.with(
            Map.of("registry.allowExecPlugin", PLUGIN.toString(), "registry.execPluginTimeout", "1s"));

    @RegisterExtension
    static final PocketGateway byDefault = PocketGateway.withDefaults();

    @Test
    void whatIsNotNamedIsNotStarted() throws IOException {
        Path witness = DIR.resolve("witness");
        for (PocketGateway gateway : List.of(allowing, byDefault)) {
            for (String command : List.of("sh", "/bin/sh", DIR + "/./plugin", "../bin/sh", "plugin")) {
                isRefused(gateway, command, "-c", "touch " + witness);
            }
        }
        isRefused(byDefault, PLUGIN.toString(), witness.toString());
        assertThat(witness).doesNotExist();
        assertThat(DIR.resolve("calls")).doesNotExist();
    }

    @Test
    void aPluginThatHangsIsKilledWithWhatItStarted() throws IOException {
        isRefused(allowing, PLUGIN.toString(), "hang");
        await().until(() -> Files.exists(DIR.resolve("pid")));
        long pid = Long.parseLong(Files.readString(DIR.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(Files.readString(DIR.resolve("environment"))).doesNotContain("HOME=", "JAVA_HOME", "USER=");
    }

    private static void isRefused(PocketGateway gateway, String command, String... arguments) {
        ObjectNode secret = gateway.tokenSecret();
        secret.withObject("/metadata/labels").put("cluster.core.oam.dev/cluster-credential-type", "Dynamic");
        secret.withObject("/data").remove("token");
        PocketGateway.put(
                secret,
                "exec",
                new JsonObject()
                        .put("apiVersion", "client.authentication.k8s.io/v1")
                        .put("interactiveMode", "Never")
                        .put("command", command)
                        .put("args", new JsonArray(List.of((Object[]) arguments)))
                        .encode());
        String name = "m-" + System.nanoTime();
        gateway.join(name, secret);
        await().until(() -> gateway.admin().get(proxy(name) + "/version").status() == 503);
        assertThat(gateway.seen()).isEmpty();
    }

    private static Path plugin() {
        try {
            Path plugin = Files.writeString(DIR.resolve("plugin"), """
                    #!/bin/bash
                    if [ "$1" = hang ]; then env > %1$s/environment; sleep 600 & echo $! > %1$s/draft; mv %1$s/draft %1$s/pid; wait; fi
                    echo call >> %1$s/calls
                    """.formatted(DIR));
            return Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
