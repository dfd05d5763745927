package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks whether ports are free before anything is started, so that the answer is one sentence and not a stack trace. */
final class PortCheck {

    private static final Path PROC = Path.of("/proc");

    private PortCheck() {}

    /**
     * @param purpose who wants the port, in the words of the message
     * @throws StackException if another program listens there
     */
    static void requireFree(int port, String purpose) {
        if (!isFree(port)) {
            String owner = owner(port).map(who -> Texts.text("port.by", who)).orElse("");
            throw new StackException(Texts.text("port.taken", port, purpose, owner));
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The listening process, where Linux lets us see it. */
    static Optional<String> owner(int port) {
        try {
            Optional<String> inode = listeningInode("net/tcp", port).or(() -> listeningInode("net/tcp6", port));
            return inode.isEmpty() ? Optional.empty() : processWith("socket:[" + inode.get() + "]");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> listeningInode(String table, int port) {
        String wanted = String.format(":%04X", port);
        try {
            List<String> lines = Files.readAllLines(PROC.resolve(table));
            return lines.stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(field -> field.length > 9 && field[1].endsWith(wanted) && field[3].equals("0A"))
                    .map(field -> field[9])
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> processWith(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), socket)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(Texts.text("port.process", process.getFileName(), name));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path descriptors, String socket) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Not ours to see, or gone meanwhile: then the owner stays unnamed.
            return false;
        }
    }
}
