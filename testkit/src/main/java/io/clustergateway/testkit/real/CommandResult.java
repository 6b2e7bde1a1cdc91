package io.clustergateway.testkit.real;

/** How a command ended: exit code, standard output, standard error. */
public record CommandResult(int exit, String out, String err) {

    /**
     * Itself, for chaining.
     *
     * @throws IllegalStateException with both outputs, when the exit code is not 0
     */
    public CommandResult expectSuccess() {
        if (exit != 0) {
            throw new IllegalStateException("exit code: " + exit + " (expected: 0)\n" + out + err);
        }
        return this;
    }
}
