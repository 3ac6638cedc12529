// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.client;

import io.fairlead.tftp.protocol.Acknowledgment;
import io.fairlead.tftp.protocol.Data;
import io.fairlead.tftp.protocol.ErrorCode;
import io.fairlead.tftp.protocol.ErrorPacket;
import io.fairlead.tftp.protocol.OptionAcknowledgment;
import io.fairlead.tftp.protocol.Options;
import io.fairlead.tftp.protocol.Packet;
import io.fairlead.tftp.protocol.Request;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A server that answers what a test says, packet by packet, from the port of the test's choice. */
final class RawServer implements AutoCloseable {
    private final DatagramSocket listening = bind("127.0.0.1");
    private final byte[] memory = new byte[70_000];
    private InetSocketAddress client;

    /** A port that packets come from and go to. */
    final class Port implements AutoCloseable {
        private final DatagramSocket socket;

        private Port(DatagramSocket socket) {
            this.socket = socket;
        }

        void data(int block, byte[] content) throws IOException {
            send(new Data(block, ByteBuffer.wrap(content)));
        }

        void ack(int block) throws IOException {
            send(new Acknowledgment(block));
        }

        void error(ErrorCode code) throws IOException {
            send(new ErrorPacket(code, code.text()));
        }

        /** Names and values in turn. */
        void oack(String... options) throws IOException {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < options.length; i += 2) {
                values.put(options[i], options[i + 1]);
            }
            send(new OptionAcknowledgment(new Options(values, false)));
        }

        void send(Packet packet) throws IOException {
            raw(packet.toDatagram().array());
        }

        void raw(byte[] datagram) throws IOException {
            socket.send(new DatagramPacket(datagram, datagram.length, client));
        }

        /** The next packet that comes here. */
        Packet next() throws IOException {
            return receive(socket, 5000).orElseThrow(() -> new AssertionError("no packet within 5 s"));
        }

        /** The next packet, if one comes within so many milliseconds. */
        Optional<Packet> next(int millis) throws IOException {
            return receive(socket, millis);
        }

        /** The next packet that is not what came before, again. */
        Packet after(Packet before) throws IOException {
            Packet next;
            do {
                next = next();
            } while (next.equals(before));
            return next;
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static DatagramSocket bind(String address) {
        try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /** The next request; what is sent from now on goes to its sender. */
    Request request() throws IOException {
        Packet packet = receive(listening, 10_000).orElseThrow(() -> new AssertionError("no request within 10 s"));
        return (Request) packet;
    }

    private Optional<Packet> receive(DatagramSocket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        var packet = new DatagramPacket(memory, memory.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        if (socket == listening) {
            client = (InetSocketAddress) packet.getSocketAddress();
        }
        return Optional.of(Packet.decode(ByteBuffer.wrap(packet.getData().clone(), 0, packet.getLength())));
    }

    /** A new TID. */
    Port port() {
        return port("127.0.0.1");
    }

    /** A new port of another address of this machine. */
    Port port(String address) {
        return new Port(bind(address));
    }

    /** The port that requests come to. */
    Port listening() {
        return new Port(listening);
    }

    @Override
    public void close() {
        listening.close();
    }
}
