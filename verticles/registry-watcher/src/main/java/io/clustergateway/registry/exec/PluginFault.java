package io.clustergateway.registry.exec;

/** Why a plugin gave no credential; holds nothing of what it wrote. */
final class PluginFault extends Exception {
    private static final long serialVersionUID = 1;

    private final Status status;

    /** As client-go's metric {@code rest_client_exec_plugin_call_total} names them. */
    enum Status {
        NO_ERROR("no_error"),
        PLUGIN_EXECUTION_ERROR("plugin_execution_error"),
        PLUGIN_NOT_FOUND_ERROR("plugin_not_found_error"),
        CLIENT_INTERNAL_ERROR("client_internal_error");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    PluginFault(Status status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Of its answer. */
    static PluginFault answer(String what, String expected) {
        return new PluginFault(
                Status.PLUGIN_EXECUTION_ERROR, "its answer is wrong: %s (expected: %s)".formatted(what, expected));
    }

    Status status() {
        return status;
    }
}
