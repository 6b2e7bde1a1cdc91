package io.clustergateway.registry.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.clustergateway.registry.exec.PluginFault.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginProcessTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final PluginProcess processes = new PluginProcess();

    @TempDir
    private Path folder;

    @Test
    void givesItsEnvironmentAndArgumentsAndNothingElse() throws Exception {
        Path plugin = script("/usr/bin/env | sort; pwd; cat; echo \"[$1]\"; echo secret >&2");
        byte[] output = processes.run(List.of(plugin.toString(), "$(id) 'x'"), Map.of("REGION", "eu"), LONG);
        List<String> lines = new String(output, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.matches("(_|SHLVL|PWD|OLDPWD)=.*"))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "REGION=eu",
                        "/",
                        "[$(id) 'x']");
    }

    @Test
    void killsAHangingPluginWithItsChildren() throws Exception {
        Path pids = folder.resolve("pids");
        Path plugin = script("sleep 600 & echo $! >> %1$s; echo $$ >> %1$s; wait".formatted(pids));
        assertThatThrownBy(() -> processes.run(List.of(plugin.toString()), Map.of(), Duration.ofSeconds(1)))
                .hasMessage("it was killed, not done within 1000 ms");
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        await().until(() -> started.stream().noneMatch(PluginProcessTest::isAlive));
    }

    /* Whether it fails at the limit or has its answer is a race that java.lang.Process decides: it closes the output of a
    program that ended, unless somebody reads it at that moment. */
    @Test
    void waitsNotForAChildThatHoldsTheOutputOpen() throws Exception {
        Path plugin = script("sleep 30 & exit 0");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                assertThat(processes.run(List.of(plugin.toString()), Map.of(), Duration.ofMillis(500)))
                        .isEmpty();
            } catch (PluginFault late) {
                assertThat(late).hasMessageContaining("not done within 500 ms");
            }
        });
    }

    @Test
    void takesNoMoreOutputThanAllowed() throws Exception {
        Path plugin = script("head -c 65536 /dev/zero");
        assertThat(processes.run(List.of(plugin.toString()), Map.of(), LONG)).hasSize(65536);
        Path endless = script("cat /dev/zero");
        assertThatThrownBy(() -> processes.run(List.of(endless.toString()), Map.of(), LONG))
                .hasMessage("it wrote more than 65536 bytes");
    }

    @Test
    void tellsHowItFailed() throws Exception {
        Path failing = script("echo canary; echo canary >&2; exit 3");
        assertThatThrownBy(() -> processes.run(List.of(failing.toString()), Map.of(), LONG))
                .hasMessage("it exited with code 3");
        assertThatThrownBy(() -> processes.run(List.of(folder + "/none"), Map.of(), LONG))
                .hasMessage("there is no such file")
                .satisfies(
                        fault -> assertThat(((PluginFault) fault).status()).isEqualTo(Status.PLUGIN_NOT_FOUND_ERROR));
        Path plain = Files.writeString(folder.resolve("plain"), "no program");
        assertThatThrownBy(() -> processes.run(List.of(plain.toString()), Map.of(), LONG))
                .hasMessage("it cannot be executed");
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }

    private Path script(String body) throws IOException {
        Path file = Files.createTempFile(folder, "plugin", ".sh");
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
