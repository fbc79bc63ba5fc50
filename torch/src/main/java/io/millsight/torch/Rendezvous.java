package io.millsight.torch;

import java.nio.file.Path;

/** Where the processes of a {@link ProcessGroup} find each other. */
public sealed interface Rendezvous {

    /** Returns whether all processes are on one machine, so that they can talk over its loopback interface. */
    boolean isOnOneMachine();

    /**
     * A file of one machine.
     *
     * @param file absent or empty; a file that an earlier group has used would make a group wait for processes that have ended
     */
    record SharedFile(Path file) implements Rendezvous {

        @Override
        public boolean isOnOneMachine() {
            return true;
        }
    }

    /**
     * A port of the machine of the first process, which listens there.
     *
     * @param host name or address of that machine
     * @param port free there
     * @param isOnOneMachine whether all processes are on that machine
     */
    record ServerPort(String host, int port, boolean isOnOneMachine) implements Rendezvous {}
}
