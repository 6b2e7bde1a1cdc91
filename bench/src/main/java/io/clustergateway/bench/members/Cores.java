package io.clustergateway.bench.members;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who runs where, so that what a member's badness costs through the gateway is not mixed with what it costs through the machine. The
 * gateway has a core of its own, without its compiler, which does the same for any member. On the other one the measured side goes
 * before the rest at once, however much the rest has to do (sched(7): SCHED_FIFO before SCHED_OTHER before SCHED_IDLE). Needs Linux
 * and the right to do so.
 */
final class Cores {
    private static final String GATEWAYS = "1";
    private static final String OTHER = "0";

    private Cores() {}

    static void gateway(GatewayProcess gateway) throws IOException, InterruptedException {
        run("taskset", "-a", "-c", "-p", GATEWAYS, "" + gateway.pid());
    }

    /** Of its compiler, when what it is there for is done. */
    static void compilers(GatewayProcess gateway) throws IOException, InterruptedException {
        for (long thread : gateway.compilers()) {
            run("taskset", "-c", "-p", OTHER, "" + thread);
            run("chrt", "-i", "-p", "0", "" + thread);
        }
    }

    /** Of this very process, which works between the rounds only. */
    static void bench() throws IOException, InterruptedException {
        run("taskset", "-a", "-c", "-p", OTHER, "" + ProcessHandle.current().pid());
    }

    /** What a command of the measured side is started with: a program that neither compiles nor collects, for none of its threads yields. */
    static List<String> measured() {
        return List.of("taskset", "-c", OTHER, "chrt", "-f", "1");
    }

    /** What a command is started with that asks beside: it has to keep its pace, or asks in bursts. */
    static List<String> beside() {
        return List.of("taskset", "-c", OTHER);
    }

    /** What a command of the rest is started with. */
    static List<String> rest() {
        return List.of("taskset", "-c", OTHER, "chrt", "-i", "0");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }
}
