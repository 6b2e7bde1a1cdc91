package io.clustergateway.bench.members;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A caller in a process of its own, so that answers that it waits for in vain cost the measuring one nothing. On its standard
 * input it is told {@code MEMBER RATE}, and {@code stop}, on which it says how many it asked and how many got a 200 in time.
 */
final class CallerProcess implements AutoCloseable {
    private static final String STOP = "stop";

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;

    CallerProcess(Stand stand, List<String> wrapper, String name, int port) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(stand.command(CallerProcess.class, "Bearer " + name + "-token", "" + port));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Arguments: the Authorization header, and the gateway's port. */
    public static void main(String... arguments) throws IOException {
        Vertx vertx = Vertx.vertx();
        Caller caller = new Caller(
                vertx, Integer.parseInt(arguments[1]), true, Optional.empty(), Map.of("Authorization", arguments[0]));
        Load load = new Load(vertx, caller, "", 0);
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals(STOP)) {
                    Load.Count count = load.stop();
                    System.out.println(count.asked() + " " + count.good());
                } else {
                    String[] words = order.split(" ");
                    load = new Load(vertx, caller, words[0], Integer.parseInt(words[1]));
                    load.start();
                }
            }
        }
        System.exit(0);
    }

    void start(String member, int rate) {
        in.println(member + " " + rate);
    }

    Load.Count stop() throws IOException {
        in.println(STOP);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the caller beside has ended");
        }
        String[] words = line.split(" ");
        return new Load.Count(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
