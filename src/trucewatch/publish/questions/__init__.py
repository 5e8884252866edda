"""The questions that users ask, each answered by one small module over the view."""

from trucewatch.publish.questions.answer import Answer, AnswerRow, Question, Wanted
from trucewatch.publish.questions.ask import QUESTIONS, ask, find_question

__all__ = ["QUESTIONS", "Answer", "AnswerRow", "Question", "Wanted", "ask", "find_question"]
