package io.clustergateway.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is done to a process from outside: signals, and limits to what it may have. */
public record ProcessFaults(long pid) {
    public void signal(String name) {
        run("kill", "-" + name, Long.toString(pid));
    }

    /** So many descriptors more than it has now; a negative number is no limit. */
    public void limitFiles(int spare) {
        limit("nofile", spare < 0 ? "20000" : Integer.toString(openFiles() + spare));
    }

    public void noDisk() {
        limit("fsize", "0");
    }

    public void diskAgain() {
        limit("fsize", "unlimited");
    }

    private void limit(String resource, String soft) {
        run("prlimit", "--pid", Long.toString(pid), "--%s=%s:".formatted(resource, soft));
    }

    private int openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(run.waitFor()).as("%s: %s", List.of(command), out).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
