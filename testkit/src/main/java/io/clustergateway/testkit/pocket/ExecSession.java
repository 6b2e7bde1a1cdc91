package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One exec or attach by WebSocket: {@code v4.channel.k8s.io}, or v5 with its close signal. */
final class ExecSession {

    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final byte ERROR = 3;
    private static final byte CLOSE = (byte) 255;

    private final ServerWebSocket socket;
    private final String pod;
    private final List<String> command;
    private final boolean stdin;
    private boolean done;

    ExecSession(ServerWebSocket socket, String pod, List<String> command, boolean stdin) {
        this.socket = socket;
        this.pod = pod;
        this.command = command;
        this.stdin = stdin;
    }

    /** Starts the command; an empty one is an attach, which echoes. */
    void start() {
        socket.drainHandler(drained -> socket.resume());
        socket.exceptionHandler(gone -> done = true);
        boolean reads = command.isEmpty() || Shell.isCat(command) || Shell.isInteractive(command);
        if (reads && stdin) {
            socket.binaryMessageHandler(this::take);
        } else if (command.isEmpty()) {
            send(STDOUT, Buffer.buffer("attached to " + pod + "\n"));
            exit(0);
        } else {
            finish(Shell.run(pod, command));
        }
    }

    private void take(Buffer frame) {
        if (frame.length() == 0 || done) {
            return;
        }
        byte channel = frame.getByte(0);
        if (channel == STDIN) {
            input(frame.slice(1, frame.length()));
        } else if (channel == CLOSE && frame.length() > 1 && frame.getByte(1) == STDIN) {
            exit(0);
        }
    }

    private void input(Buffer bytes) {
        if (!Shell.isInteractive(command)) {
            send(STDOUT, bytes);
            return;
        }
        Shell.Result result = Shell.script(pod, bytes.toString(StandardCharsets.UTF_8));
        if (result.stop()) {
            finish(result);
        } else {
            print(result);
        }
    }

    private void finish(Shell.Result result) {
        print(result);
        exit(result.exitCode());
    }

    private void print(Shell.Result result) {
        if (!result.stdout().isEmpty()) {
            send(STDOUT, Buffer.buffer(result.stdout()));
        }
        if (!result.stderr().isEmpty()) {
            send(STDERR, Buffer.buffer(result.stderr()));
        }
    }

    private void send(byte channel, Buffer bytes) {
        socket.writeBinaryMessage(
                Buffer.buffer(bytes.length() + 1).appendByte(channel).appendBuffer(bytes));
        if (socket.writeQueueFull()) {
            socket.pause();
        }
    }

    private void exit(int code) {
        done = true;
        send(ERROR, Buffer.buffer(Json.bytes(status(code))));
        socket.close();
    }

    private static ObjectNode status(int code) {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        if (code == 0) {
            return status.put("status", "Success");
        }
        status.put("status", "Failure")
                .put("message", "command terminated with non-zero exit code: exit status " + code)
                .put("reason", "NonZeroExitCode");
        status.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(code));
        return status;
    }
}
