package io.clustergateway.chaos.rig;

import io.clustergateway.hound.Hounded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What one process after the other has said. */
final class ProcessLog {
    private static final Pattern BLOCKED = Pattern.compile(Hounded.MARK + ".*\n(\tat .*\n)*");

    private final StringBuffer text = new StringBuffer();

    /** Reads on until the process ends. */
    void follow(Process process) {
        Thread reader = new Thread(() -> read(process), "log of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Each place where an event loop was blocked so far, with its frames. */
    List<String> blockedLoops() {
        return BLOCKED.matcher(text).results().map(MatchResult::group).toList();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> text.append(line).append('\n'));
        } catch (IOException | UncheckedIOException gone) {
            text.append("(its output ended: ").append(gone.getMessage()).append(")\n");
        }
    }
}
