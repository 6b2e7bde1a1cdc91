package io.clustergateway.bench.members;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Questions at a fixed rate, timed by h2load, which neither compiles nor collects. Each connection is of a process of its own: those
 * of one process ask all at the same moment. Their rates differ by a little, so that they do not keep step either.
 */
final class H2Load {
    /** The rate of each connection, divided by what it were if all had the same. */
    private static final double[] SHARES = {0.97, 0.99, 1.01, 1.03};

    /** Of each connection the first half second is not counted: its handshake is beside it. */
    private static final long SETTLING_MICROS = 500_000;

    private final Path folder;
    private final List<String> wrapper;
    private final String url;
    private final String token;

    H2Load(Path folder, List<String> wrapper, String url, String token) throws IOException {
        this.folder = Files.createDirectory(folder);
        this.wrapper = wrapper;
        this.url = url;
        this.token = token;
    }

    Load.Result run(int rate, int seconds) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < SHARES.length; i++) {
            processes.add(start(i, asked(i, rate, seconds), SHARES[i] * rate / SHARES.length));
        }
        for (Process process : processes) {
            process.waitFor();
        }
        List<Answer> answers = new ArrayList<>();
        int missing = 0;
        for (int i = 0; i < SHARES.length; i++) {
            List<Answer> all = answers(i);
            missing += asked(i, rate, seconds) - all.size();
            long from = all.stream().mapToLong(Answer::start).min().orElse(0) + SETTLING_MICROS;
            all.stream().filter(answer -> answer.start() >= from).forEach(answers::add);
        }
        double[] millis = answers.stream()
                .filter(Answer::isGood)
                .mapToDouble(answer -> answer.micros() / 1e3)
                .sorted()
                .toArray();
        return new Load.Result(millis, answers.size() - millis.length + missing, 0, new Load.Count(0, 0));
    }

    private static int asked(int number, int rate, int seconds) {
        return (int) (SHARES[number] * rate * seconds / SHARES.length);
    }

    private Process start(int number, int requests, double rate) throws IOException {
        Files.deleteIfExists(log(number));
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of("h2load", "-n" + requests, "-c1", "-m16", "--rps=" + rate, "-T5", "-N5"));
        command.addAll(List.of("--log-file=" + log(number), "-H", "authorization: Bearer " + token, url));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output" + number).toFile())
                .start();
    }

    /** A line of its log. */
    private record Answer(long start, int status, long micros) {
        static Answer of(String line) {
            String[] field = line.split("\t");
            return new Answer(Long.parseLong(field[0]), Integer.parseInt(field[1]), Long.parseLong(field[2]));
        }

        boolean isGood() {
            return status == 200;
        }
    }

    private List<Answer> answers(int number) throws IOException {
        try (Stream<String> lines = Files.lines(log(number))) {
            return lines.map(Answer::of).toList();
        }
    }

    private Path log(int number) {
        return folder.resolve("requests" + number);
    }
}
