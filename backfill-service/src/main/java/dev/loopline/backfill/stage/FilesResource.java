package dev.loopline.backfill.stage;

import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.files.FileLook;
import dev.loopline.kit.files.FileLook.Kind;
import dev.loopline.kit.files.FileLook.Name;
import dev.loopline.kit.files.FileLook.Seen;
import dev.loopline.kit.files.FileLook.SeenFile;
import dev.loopline.kit.files.Finding;
import dev.loopline.kit.files.FoundFolder;
import dev.loopline.kit.files.HomeFiles;
import dev.loopline.kit.http.Confidential;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.kit.http.RangedContent;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands the files of loops out to bundlers that do not see the home: those that an event names, and no other. Changes nothing.
 */
@Path("/")
@Confidential
@Blocking
public class FilesResource {

    private static final int MOST_FILES = 100_000;

    private final HomeFolder home;
    private final AnnouncedFiles announced;

    FilesResource(HomeFolder home, AnnouncedFiles announced) {
        this.home = home;
        this.announced = announced;
    }

    /** What the files of one loop look like now. */
    @POST
    @Path(FileLook.LOOK_PATH)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Seen look(@Nullable FileLook question) {
        if (question == null || question.files() == null || question.files().size() > MOST_FILES) {
            throw new ProblemException(
                    400, "BAD_BODY", "the body names the files to look at, " + MOST_FILES + " at most");
        }
        String workspace = question.workspace();
        List<Name> names = new ArrayList<>(question.files());
        if (workspace != null) {
            names.add(AnnouncedFiles.folder(workspace));
        }
        if (names.stream().anyMatch(name -> name == null || name.folder() == null || name.path() == null)) {
            throw new ProblemException(400, "BAD_BODY", "each file needs folder and path");
        }
        Set<Name> unknown = unknown(names);
        if (workspace != null && unknown.contains(AnnouncedFiles.folder(workspace))) {
            throw notAnnounced();
        }
        HomeFiles files = files();
        FoundFolder folder = files.findFolder(workspace);
        List<SeenFile> seen = question.files().stream()
                .map(name -> unknown.contains(name) || name.path().isEmpty()
                        ? new SeenFile(Kind.NOT_ANNOUNCED, 0, "")
                        : seen(files.find(name.folder(), name.path())))
                .toList();
        return new Seen(folder, seen);
    }

    /** The content of a file, whole or in part; the entity tag is its version. */
    @GET
    @Path(FileLook.CONTENT_PATH)
    public Response content(
            @QueryParam("folder") @DefaultValue("") String folder,
            @QueryParam("path") @DefaultValue("") String path,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        Name name = new Name(folder, path);
        if (path.isEmpty() || !unknown(List.of(name)).isEmpty()) {
            throw notAnnounced();
        }
        Finding finding = files().find(folder, path);
        if (finding instanceof Finding.Present present) {
            String tag = '"' + present.state().version() + '"';
            if (ifMatch != null && !ifMatch.strip().equals(tag)) {
                throw new ProblemException(412, "FILE_CHANGED", "the file is not what it was when it was looked at");
            }
            return new RangedContent(
                            (first, length) -> part(present, first, length),
                            present.state().sizeBytes(),
                            tag,
                            MediaType.APPLICATION_OCTET_STREAM_TYPE)
                    .get(range, null)
                    .build();
        }
        if (finding instanceof Finding.Unreadable unreadable) {
            throw new ProblemException(409, "FILE_UNREADABLE", "the file cannot be read: " + unreadable.failure());
        }
        throw new ProblemException(404, seen(finding).is().name(), "there is no such file any more, or it is a link");
    }

    private static SeenFile seen(Finding finding) {
        if (finding instanceof Finding.Present present) {
            return new SeenFile(
                    Kind.PRESENT, present.state().sizeBytes(), present.state().version());
        }
        return new SeenFile(
                finding instanceof Finding.Absent absent
                        ? Kind.valueOf(absent.why().name())
                        : Kind.UNREADABLE,
                0,
                "");
    }

    private Set<Name> unknown(List<Name> names) {
        try {
            return announced.unknown(names);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotYetException("the service stops");
        } catch (IOException e) {
            throw new NotYetException(String.valueOf(e.getMessage()));
        }
    }

    private HomeFiles files() {
        try {
            return home.files();
        } catch (IOException e) {
            throw new NotYetException(String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException notAnnounced() {
        return new ProblemException(
                404,
                Kind.NOT_ANNOUNCED.name(),
                "no event names this file, so it is not handed out; ask for a backfill");
    }

    /** The file is opened without following a link, and is still the one that was looked at. */
    private static InputStream part(Finding.Present file, long first, long length) {
        try {
            FileChannel channel = HomeFiles.open(file.path());
            try {
                if (!HomeFiles.state(file.path()).equals(file.state())) {
                    throw new IOException("another file took its place");
                }
                channel.position(first);
                return new Part(Channels.newInputStream(channel), length);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many bytes and no more; fewer are a failure, which breaks the transfer off. */
    private static final class Part extends InputStream {

        private final InputStream content;
        private long left;

        Part(InputStream content, long length) {
            this.content = content;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = content.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the file became shorter");
            }
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
