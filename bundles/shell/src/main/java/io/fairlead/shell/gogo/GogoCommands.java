// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import io.fairlead.shell.Operations;
import org.apache.felix.service.command.Descriptor;

/** The commands {@code fairlead:...}. They print, as both shells redirect {@code System.out} to the session. */
public final class GogoCommands implements PlainCommand {
    static final String[] FUNCTIONS = {
        "status",
        "servers",
        "sessions",
        "disconnect",
        "drain",
        "exports",
        "opens",
        "storages",
        "locks",
        "bans",
        "unban",
    };

    private final Operations operations;

    GogoCommands(Operations operations) {
        this.operations = operations;
    }

    @Descriptor("everything in short: what runs, what uses what, what does not run and why")
    public void status() {
        print(operations.status());
    }

    @Descriptor("each server: address, counters, and which export, storage and authenticator it uses")
    public void servers() {
        print(operations.servers());
    }

    @Descriptor("who is connected")
    public void sessions() {
        print(operations.sessions(null));
    }

    @Descriptor("who is connected to one server")
    public void sessions(@Descriptor("PROTOCOL/NAME, or one of the two") String server) {
        print(operations.sessions(server));
    }

    @Descriptor("ends a session")
    public void disconnect(
            @Descriptor("PROTOCOL/NAME of the server, or one of the two") String server,
            @Descriptor("ID of the session, as fairlead:sessions shows it") String session) {
        print(operations.disconnect(server, session));
    }

    @Descriptor("has a server take no new sessions, let present ones end, and stop")
    public void drain(@Descriptor("PROTOCOL/NAME, or one of the two") String server) {
        print(operations.drain(server));
    }

    @Descriptor("exports, their storages, and whether these are there")
    public void exports() {
        print(operations.exports());
    }

    @Descriptor("what is open")
    public void opens() {
        print(operations.opens(null));
    }

    @Descriptor("what is open in one export")
    public void opens(@Descriptor("name of the export") String export) {
        print(operations.opens(export));
    }

    @Descriptor("storages, and what they can do")
    public void storages() {
        print(operations.storages());
    }

    @Descriptor("byte-range locks")
    public void locks() {
        print(operations.locks(null));
    }

    @Descriptor("byte-range locks in one export")
    public void locks(@Descriptor("name of the export") String export) {
        print(operations.locks(export));
    }

    @Descriptor("who may not log in after too many failures")
    public void bans() {
        print(operations.bans());
    }

    @Descriptor("lifts the bans of an address or an account")
    public void unban(@Descriptor("address or account") String accountOrAddress) {
        print(operations.unban(accountOrAddress));
    }

    @SuppressWarnings("SystemOut") // the session's
    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }
}
