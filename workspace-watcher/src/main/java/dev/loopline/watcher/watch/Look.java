package dev.loopline.watcher.watch;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** One step of the watch loop: what to look at next. Each is short, so that the next commit of RD-Agent is seen soon. */
sealed interface Look {

    /** Has an executor do it. */
    void by(Executor executor) throws SQLException, IOException, InterruptedException;

    /** Does what a look says. */
    interface Executor {
        void recentRows() throws SQLException;

        void dueLoops() throws SQLException;

        void wholeHome() throws SQLException, IOException;

        void survey() throws SQLException, IOException, InterruptedException;

        void undecidedLoops() throws SQLException;

        void requests() throws SQLException;

        void compareFiles() throws SQLException;

        void endOfRound();

        void nothing(Duration atMost) throws InterruptedException;
    }

    /** At the loops that RD-Agent has just recorded, if it committed something. */
    record RecentRows() implements Look {
        @Override
        public void by(Executor executor) throws SQLException {
            executor.recentRows();
        }
    }

    /** At loops whose quiet period may be over. */
    record DueLoops() implements Look {
        @Override
        public void by(Executor executor) throws SQLException {
            executor.dueLoops();
        }
    }

    /** At all rows and folders: begins a round. The survey itself goes on beside the other looks. */
    record WholeHome() implements Look {
        @Override
        public void by(Executor executor) throws SQLException, IOException {
            executor.wholeHome();
        }
    }

    /** At what the survey of the whole home brought. */
    record SurveyResult() implements Look {
        @Override
        public void by(Executor executor) throws SQLException, IOException, InterruptedException {
            executor.survey();
        }
    }

    /** At the next loops that the survey left undecided. */
    record UndecidedLoops() implements Look {
        @Override
        public void by(Executor executor) throws SQLException {
            executor.undecidedLoops();
        }
    }

    /** At what people asked for. */
    record Requests() implements Look {
        @Override
        public void by(Executor executor) throws SQLException {
            executor.requests();
        }
    }

    /** At the files of the next registered loop: RD-Agent may write them again without a word in the registry. */
    record CompareFiles() implements Look {
        @Override
        public void by(Executor executor) throws SQLException {
            executor.compareFiles();
        }
    }

    /** At the clock: a round is through. */
    record EndOfRound() implements Look {
        @Override
        public void by(Executor executor) {
            executor.endOfRound();
        }
    }

    /** At nothing, until a signal comes or the time is over. */
    record Nothing(Duration atMost) implements Look {
        @Override
        public void by(Executor executor) throws InterruptedException {
            executor.nothing(atMost);
        }
    }
}
