package io.clustergateway.bench.members;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program as it is run, and what it costs by {@code /proc}. */
final class GatewayProcess implements AutoCloseable {
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");
    private static final int TICKS = 100;

    private final Process process;

    private GatewayProcess(Process process) {
        this.process = process;
    }

    /** Starts {@code ./cluster-gateway serve}; what it prints goes to the log. */
    static GatewayProcess serve(Path log, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("gateway"), "serve"));
        command.addAll(flags);
        return new GatewayProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** User and system time of all its threads. */
    Duration cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Duration.ofMillis((Long.parseLong(field[11]) + Long.parseLong(field[12])) * 1000 / TICKS);
    }

    /** Of that, what its compiler's threads took that are alive. */
    Duration compiling() throws IOException {
        return compiling(process.pid());
    }

    /** Likewise of any process of a JVM. */
    static Duration compiling(long pid) throws IOException {
        long ticks = 0;
        for (String stat : compilers(pid)) {
            String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(field[11]) + Long.parseLong(field[12]);
        }
        return Duration.ofMillis(ticks * 1000 / TICKS);
    }

    /** The numbers of its compiler's threads. */
    List<Long> compilers() throws IOException {
        return compilers(process.pid()).stream()
                .map(stat -> Long.parseLong(stat.substring(0, stat.indexOf(' '))))
                .toList();
    }

    /** What {@code /proc} says of each of them. */
    private static List<String> compilers(long pid) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                stat(thread).filter(COMPILER.asPredicate()).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Absent when it has ended. */
    private static Optional<String> stat(Path thread) throws IOException {
        try {
            return Optional.of(Files.readString(thread.resolve("stat")));
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
    }

    long residentMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        throw new IOException("/proc/" + process.pid() + "/status has no VmRSS (expected: Linux)");
    }

    /** What lives in the heap after a collection. */
    long liveMib() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        long kib = 0;
        while (used.find()) {
            kib += Long.parseLong(used.group(1));
        }
        return kib >> 10;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process run = new ProcessBuilder(tool.toString(), "" + process.pid(), command)
                .redirectErrorStream(true)
                .start();
        String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        run.waitFor();
        return out;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
